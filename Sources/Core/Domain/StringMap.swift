/// A small map from text to text that keeps its keys sorted, so that walking it gives the same order everywhere.
package struct StringMap: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Pair: Hashable, Sendable {
        package var key: String
        package var value: String
    }

    /// The pairs in the order of their keys.
    package private(set) var pairs: [Pair]

    package init() { pairs = [] }

    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }

    package var isEmpty: Bool { pairs.isEmpty }
    package var count: Int { pairs.count }

    package subscript(key: String) -> String? {
        get { pairs.first { $0.key == key }?.value }
        set {
            let index = pairs.firstIndex { $0.key >= key } ?? pairs.count
            let exists = index < pairs.count && pairs[index].key == key
            switch (newValue, exists) {
            case (let value?, true): pairs[index].value = value
            case (let value?, false): pairs.insert(Pair(key: key, value: value), at: index)
            case (nil, true): pairs.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// This map with the other's pairs laid over it.
    package func merging(_ other: StringMap) -> StringMap {
        var result = self
        for pair in other.pairs { result[pair.key] = pair.value }
        return result
    }
}
