import Core

extension JSONValue {
    /// The member as text; empty when it is missing or something else.
    func text(_ name: String) -> String { self[anyCase: name]?.stringValue ?? "" }

    /// The member as a whole number; 0 when it is missing or something else.
    func number(_ name: String) -> Int64 {
        if case .int(let number)? = self[anyCase: name] { number } else { 0 }
    }

    /// The items of a page.
    var items: [JSONValue] { self[anyCase: "Items"]?.arrayValue ?? [] }
}
