/// Finds YAML that would cost the parser exponential time before our own limits can count.
///
/// The parser compares the keys of every map by their whole content. A key that is an alias of aliases of aliases is
/// small in the file and huge when walked; values are no problem, because the reader counts them as it walks.
enum AliasGuard {
    /// With this many aliases a document can multiply by a few hundred at most.
    private static let aliasesMax = 16

    /// False when a text has many aliases and something that looks like a key that is no plain word.
    static func permits(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return
            !(marks(UInt8(ascii: "*"), in: bytes) > aliasesMax && marks(UInt8(ascii: "&"), in: bytes) > 0
            && hasComplexKey(bytes))
    }

    /// How many times `sign` stands where an anchor or alias can begin, with a name after it.
    private static func marks(_ sign: UInt8, in bytes: [UInt8]) -> Int {
        var count = 0
        for index in bytes.indices where bytes[index] == sign && index + 1 < bytes.count && isName(bytes[index + 1]) {
            if index == 0 || isBoundary(bytes[index - 1]) { count += 1 }
        }
        return count
    }

    /// Whether a `?` stands before a blank, or a `:` after an alias, a list or a map.
    private static func hasComplexKey(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "?"), index + 1 == bytes.count || isBlank(bytes[index + 1]) { return true }
            guard bytes[index] == UInt8(ascii: ":") else { continue }
            var before = index
            while before > 0, isBlank(bytes[before - 1]) { before -= 1 }
            guard before > 0 else { continue }
            if bytes[before - 1] == UInt8(ascii: "]") || bytes[before - 1] == UInt8(ascii: "}") { return true }
            while before > 0, isName(bytes[before - 1]) { before -= 1 }
            if before > 0, bytes[before - 1] == UInt8(ascii: "*") { return true }
        }
        return false
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x5F || byte == 0x2D
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isBoundary(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: ",")
    }
}
