extension Array where Element == JSONValue.Member {
    /// Appends a member.
    mutating func append(_ name: String, _ value: JSONValue) {
        append(JSONValue.Member(name, value))
    }

    /// Appends a text unless it is empty.
    mutating func append(_ name: String, text: String) {
        if !text.isEmpty { append(JSONValue.Member(name, .string(text))) }
    }

    /// Appends a number unless it is 0.
    mutating func append(_ name: String, number: Int64) {
        if number != 0 { append(JSONValue.Member(name, .int(number))) }
    }

    /// Appends an amount unless it is 0; what does not fit into JSON's integers is held at their end.
    mutating func append(_ name: String, amount: UInt64) {
        append(name, number: Int64(clamping: amount))
    }
}
