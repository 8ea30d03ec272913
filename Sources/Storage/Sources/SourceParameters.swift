import Core

extension TypedSpec {
    /// A text parameter that must be there; throws `validation` naming it.
    func text(_ name: String) throws -> String {
        guard let value = self[name] else {
            throw CoreError.storage(
                .validation,
                "source \(type) has no parameter \(name)",
                hint: "add \(name) to Params"
            )
        }
        guard let text = value.stringValue, !text.isEmpty else {
            throw CoreError.storage(.validation, "parameter \(name) of source \(type) must be a text that is not empty")
        }
        return text
    }

    /// A boolean parameter; false when it is not there, throws `validation` for another type.
    func flag(_ name: String) throws -> Bool {
        switch self[name] {
        case nil, .null?: return false
        case .bool(let value)?: return value
        default: throw CoreError.storage(.validation, "parameter \(name) of source \(type) must be true or false")
        }
    }
}
