package import ContentAddressing

/// Reads deterministic CBOR, strictly: anything that `CBORWriter` would have written otherwise is refused.
///
/// No input makes it trap, and no length is believed before the bytes are there.
package struct CBORReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Refuses bytes that are left over.
    package func end() throws(SettlementError) {
        guard position == bytes.count else { throw failure("\(bytes.count - position) bytes are left over") }
    }

    package mutating func readUInt64() throws(SettlementError) -> UInt64 { try head(0) }

    package mutating func readUInt32() throws(SettlementError) -> UInt32 {
        guard let value = UInt32(exactly: try head(0)) else { throw failure("a number is too large") }
        return value
    }

    /// A number that is not negative, such as an amount.
    package mutating func readAmount() throws(SettlementError) -> Int64 {
        guard let value = Int64(exactly: try head(0)) else { throw failure("a number is too large") }
        return value
    }

    package mutating func readInt64() throws(SettlementError) -> Int64 {
        guard position < bytes.count, bytes[position] >> 5 == 1 else { return try readAmount() }
        guard let value = Int64(exactly: try head(1)) else { throw failure("a number is too small") }
        return -1 - value
    }

    /// A count or an index below a limit.
    package mutating func readIndex(below limit: Int) throws(SettlementError) -> Int {
        guard let value = Int(exactly: try head(0)), value < limit else { throw failure("an index is out of range") }
        return value
    }

    package mutating func readBool() throws(SettlementError) -> Bool {
        switch try byte() {
        case 0xF4: return false
        case 0xF5: return true
        default: throw failure("a truth value is missing")
        }
    }

    package mutating func readDigest() throws(SettlementError) -> Digest256 {
        guard let digest = Digest256(exactly: try readBytes(limit: Digest256.byteCount)) else {
            throw failure("a digest does not have \(Digest256.byteCount) bytes")
        }
        return digest
    }

    package mutating func readOptionalDigest() throws(SettlementError) -> Digest256? {
        if skipNull() { return nil }
        return try readDigest()
    }

    package mutating func readBytes(limit: Int) throws(SettlementError) -> [UInt8] { try content(2, limit: limit) }

    package mutating func readText(limit: Int) throws(SettlementError) -> String {
        guard let text = String(validating: try content(3, limit: limit), as: UTF8.self) else {
            throw failure("a text is not UTF-8")
        }
        return text
    }

    /// The start of an array with at most so many items.
    package mutating func readArray(limit: Int) throws(SettlementError) -> Int {
        guard let count = Int(exactly: try head(4)), count <= limit, count <= bytes.count - position else {
            throw failure("an array is too long")
        }
        return count
    }

    /// The start of an array with exactly so many items.
    package mutating func expectArray(_ count: Int) throws(SettlementError) {
        guard try head(4) == UInt64(count) else { throw failure("an array does not have \(count) items") }
    }

    /// Reads a null, if one is there.
    package mutating func skipNull() -> Bool {
        guard position < bytes.count, bytes[position] == 0xF6 else { return false }
        position += 1
        return true
    }

    package func failure(_ message: String) -> SettlementError {
        SettlementError(.malformed, "\(message), at byte \(position)")
    }

    private mutating func content(_ major: UInt8, limit: Int) throws(SettlementError) -> [UInt8] {
        guard let count = Int(exactly: try head(major)), count <= limit, count <= bytes.count - position else {
            throw failure("bytes are missing or too many")
        }
        position += count
        return Array(bytes[(position - count)..<position])
    }

    private mutating func byte() throws(SettlementError) -> UInt8 {
        guard position < bytes.count else { throw failure("the end came too soon") }
        position += 1
        return bytes[position - 1]
    }

    private mutating func head(_ major: UInt8) throws(SettlementError) -> UInt64 {
        let first = try byte()
        guard first >> 5 == major else { throw failure("another kind of value was expected") }
        let info = first & 31
        guard info >= 24 else { return UInt64(info) }
        guard info <= 27 else { throw failure("a length is not of a known form") }
        let width = 1 << Int(info - 24)
        var value: UInt64 = 0
        for _ in 0..<width { value = value << 8 | UInt64(try byte()) }
        let smallest: UInt64 = width == 1 ? 24 : 1 << UInt64(4 * width)
        guard value >= smallest else { throw failure("a number is not in its shortest form") }
        return value
    }
}
