/// An amount of bytes as people write it: `512Mb` and `2GB` in powers of 1000, `1Gi` and `1GiB` in powers of 1024.
package struct ByteQuantity: Hashable, Sendable {
    /// The amount.
    package var bytes: Int64

    /// What a text must look like.
    package static let rule = "must be a number of bytes such as 512Mb, 2GB (powers of 1000) or 1Gi (powers of 1024)"

    private static let prefixes: [UInt8] = [
        UInt8(ascii: "k"), UInt8(ascii: "m"), UInt8(ascii: "g"), UInt8(ascii: "t"), UInt8(ascii: "p"),
        UInt8(ascii: "e"),
    ]

    /// Parses the text, the unit in any case; parts of a byte are dropped.
    ///
    /// Nil when it is not a quantity or too large.
    package init?(_ text: String) {
        let text = text.trimmed
        let isNumeral: (UInt8) -> Bool = { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        let unitStart = text.utf8.firstIndex { !isNumeral($0) } ?? text.endIndex
        guard let decimal = DecimalText(text[..<unitStart]),
            let unit = Self.unit(String(text[unitStart...]).trimmed),
            let bytes = decimal.times(unit, roundingUp: false), let bytes = Int64(exactly: bytes)
        else { return nil }
        self.bytes = bytes
    }

    private static func unit(_ text: String) -> UInt64? {
        var letters = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if letters.last == UInt8(ascii: "b") { letters.removeLast() }
        guard let first = letters.first else { return 1 }
        guard let power = prefixes.firstIndex(of: first) else { return nil }
        let isBinary = letters.count == 2 && letters[1] == UInt8(ascii: "i")
        guard letters.count == 1 || isBinary else { return nil }
        return (0...power).reduce(1) { unit, _ in unit * (isBinary ? 1024 : 1000) }
    }
}
