package import ContentAddressing

/// Writes deterministic CBOR (RFC 8949, section 4.2): the shortest form of everything, no indefinite lengths.
package struct CBORWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: UInt64) { head(0, value) }

    package mutating func write(_ value: Int64) {
        if value >= 0 { head(0, UInt64(value)) } else { head(1, ~UInt64(bitPattern: value)) }
    }

    package mutating func write(_ value: Int) { write(Int64(value)) }

    package mutating func write(_ flag: Bool) { bytes.append(flag ? 0xF5 : 0xF4) }

    package mutating func writeNull() { bytes.append(0xF6) }

    package mutating func write(_ digest: Digest256) {
        head(2, UInt64(Digest256.byteCount))
        digest.append(to: &bytes)
    }

    package mutating func write(_ digest: Digest256?) {
        if let digest { write(digest) } else { writeNull() }
    }

    package mutating func write(_ content: [UInt8]) {
        head(2, UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    package mutating func write(_ text: String) {
        head(3, UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Starts an array of so many items.
    package mutating func array(_ count: Int) { head(4, UInt64(count)) }

    private mutating func head(_ major: UInt8, _ value: UInt64) {
        let first = major << 5
        switch value {
        case 0..<24: bytes.append(first | UInt8(value))
        case 24...0xFF:
            bytes.append(first | 24)
            bytes.append(UInt8(value))
        case 0x100...0xFFFF:
            bytes.append(first | 25)
            append(value, width: 2)
        case 0x1_0000...0xFFFF_FFFF:
            bytes.append(first | 26)
            append(value, width: 4)
        default:
            bytes.append(first | 27)
            append(value, width: 8)
        }
    }

    private mutating func append(_ value: UInt64, width: Int) {
        for index in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
}
