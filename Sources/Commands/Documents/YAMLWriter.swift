import Core

/// Writes documents as YAML 1.2 in block style, so that any YAML reader gives the same document back.
enum YAMLWriter {
    /// The document with a line break at its end.
    static func text(_ value: JSONValue) -> String {
        var result = ""
        switch value {
        case .array(let items) where !items.isEmpty: write(items, indent: 0, into: &result)
        case .object(let members) where !members.isEmpty: write(members, indent: 0, into: &result)
        default: result = scalar(value) + "\n"
        }
        return result
    }

    private static func write(_ members: [JSONValue.Member], indent: Int, into result: inout String) {
        for (index, member) in members.enumerated() {
            if index > 0 { result += String(repeating: " ", count: indent) }
            result += quotedIfNeeded(member.name) + ":"
            writeBelow(member.value, indent: indent, into: &result)
        }
    }

    private static func writeBelow(_ value: JSONValue, indent: Int, into result: inout String) {
        let margin = String(repeating: " ", count: indent)
        switch value {
        case .object(let members) where !members.isEmpty:
            result += "\n\(margin)  "
            write(members, indent: indent + 2, into: &result)
        case .array(let items) where !items.isEmpty:
            result += "\n\(margin)"
            write(items, indent: indent, into: &result)
        default: result += " \(scalar(value))\n"
        }
    }

    private static func write(_ items: [JSONValue], indent: Int, into result: inout String) {
        for (index, item) in items.enumerated() {
            if index > 0 { result += String(repeating: " ", count: indent) }
            result += "- "
            switch item {
            case .object(let members) where !members.isEmpty: write(members, indent: indent + 2, into: &result)
            case .array(let inner) where !inner.isEmpty: write(inner, indent: indent + 2, into: &result)
            default: result += scalar(item) + "\n"
            }
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): quotedIfNeeded(text)
        case .array: "[]"
        case .object: "{}"
        default: value.jsonText()
        }
    }

    private static func quotedIfNeeded(_ text: String) -> String {
        isPlain(text) ? text : JSONValue.string(text).jsonText()
    }

    /// Whether the text may stand without quotes: words of letters, digits and a few signs that no reader takes for
    /// anything but text.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
        let signs = Set(" -_./+@=%()".utf8)
        guard text.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || signs.contains($0) }) else {
            return false
        }
        if text.utf8.last == UInt8(ascii: " ") { return false }
        let words: Set = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        return !words.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
