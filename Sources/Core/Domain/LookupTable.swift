/// A dictionary that can be asked but not walked: machines must not depend on an order that changes in each process.
package struct LookupTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var storage: Dictionary<Key, Value> = Dictionary()

    package init() {}

    package var count: Int { storage.count }
    package var isEmpty: Bool { storage.isEmpty }

    package subscript(key: Key) -> Value? {
        get { storage[key] }
        _modify { yield &storage[key] }
    }

    package subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
        get { storage[key] ?? value() }
        _modify { yield &storage[key, default: value()] }
    }

    package func contains(_ key: Key) -> Bool { storage[key] != nil }

    @discardableResult
    package mutating func remove(_ key: Key) -> Value? { storage.removeValue(forKey: key) }

    package mutating func removeAll() { storage.removeAll() }
}

extension LookupTable where Key: Comparable {
    /// The keys in their order: O(n log n).
    package var sortedKeys: [Key] { storage.keys.sorted() }
}
