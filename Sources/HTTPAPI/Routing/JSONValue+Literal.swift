package import Core

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object with the members in the order given.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
