import Foundation

/// A JSON value to look into; what is not there is nil all the way down.
struct JSON: CustomStringConvertible {
    let value: Any?

    init(_ data: Data) throws { value = try JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed]) }

    init(_ text: String) throws { try self.init(Data(text.utf8)) }

    private init(value: Any?) { self.value = value }

    subscript(name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }

    subscript(index: Int) -> JSON { JSON(value: items.indices.contains(index) ? items[index].value : nil) }

    var string: String? { value as? String }
    var int: Int? { (value as? NSNumber)?.intValue }
    var bool: Bool? { (value as? NSNumber)?.boolValue }
    var items: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    /// The names of an object's members, sorted.
    var names: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }
    var isObject: Bool { value is [String: Any] }

    var description: String { value.map { "\($0)" } ?? "nothing" }
}
