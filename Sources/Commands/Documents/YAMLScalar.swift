import Core

/// What a YAML scalar means.
enum YAMLScalar {
    /// The value of a scalar: only plain ones may be anything but text.
    static func value(_ text: String, isPlain: Bool) -> JSONValue {
        guard isPlain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return number(text) ?? .string(text)
        }
    }

    /// The number when writing it gives the same text again.
    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "-") else {
            return nil
        }
        if let number = Int64(text), String(number) == text { return .int(number) }
        if let number = Double(text), number.isFinite, JSONValue.double(number).jsonText() == text {
            return .double(number)
        }
        return nil
    }
}
