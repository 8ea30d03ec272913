/// A JSON or YAML document as a value; objects keep the order of their members.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name and value of an object.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member of an object whose name equals `name` in any case (of ASCII letters); the last one wins, as in Go's
    /// decoder, and one that is spelled exactly so wins over the others.
    package subscript(anyCase name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        if let exact = members.last(where: { $0.name == name }) { return exact.value }
        return members.last { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The text of a string value.
    package var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The items of an array value.
    package var arrayValue: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }
}
