import ContentAddressing
import Core

/// Reads what ``RecordWriter`` wrote; anything else throws `corrupt` with the record's name and the byte.
///
/// Strict: varints are minimal, flags are 0 or 1, texts are UTF-8, counts fit in the bytes that are left, and no byte
/// may be left at the end. So a body that decodes is one that this program wrote.
struct RecordReader {
    private let bytes: [UInt8]
    private var position = 0
    /// What the bytes are, for errors.
    private let subject: String

    /// The version of the record's format.
    private(set) var version: UInt64 = 0

    /// Starts on a record and checks that its version is known.
    init(_ bytes: [UInt8], subject: String, version: UInt64) throws(CoreError) {
        try self.init(bytes, subject: subject, versions: version...version)
    }

    /// Starts on a record that may have one of several versions.
    init(_ bytes: [UInt8], subject: String, versions: ClosedRange<UInt64>) throws(CoreError) {
        self.bytes = bytes
        self.subject = subject
        version = try readUInt64()
        guard versions.contains(version) else {
            throw failure("its format is version \(version), this program knows version \(versions.upperBound)")
        }
    }

    /// An error about this record at the current position.
    func failure(_ message: String) -> CoreError {
        CoreError(
            .corrupt,
            "\(subject) cannot be read from the database: \(message), at byte \(position) of \(bytes.count)",
            hint: "restore the file from a copy, or remove the record with the sqlite3 tool",
            component: "Database"
        )
    }

    /// Throws when bytes are left.
    func finish() throws(CoreError) {
        guard position == bytes.count else { throw failure("\(bytes.count - position) bytes are left over") }
    }

    private mutating func readByte() throws(CoreError) -> UInt8 {
        guard position < bytes.count else { throw failure("it ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func readUInt64() throws(CoreError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readByte()
            // The tenth byte holds the highest bit alone.
            guard shift < 63 || byte <= 1 else { throw failure("a number has more than 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                guard byte != 0 || shift == 0 else { throw failure("a number is written longer than needed") }
                return value
            }
            shift += 7
        }
    }

    mutating func readInt64() throws(CoreError) -> Int64 {
        let value = try readUInt64()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func readInt() throws(CoreError) -> Int { Int(try readInt64()) }

    mutating func readBool() throws(CoreError) -> Bool {
        let byte = try readByte()
        guard byte <= 1 else { throw failure("\(byte) is not a flag") }
        return byte == 1
    }

    private mutating func takeRun() throws(CoreError) -> Range<Int> {
        let length = try readUInt64()
        guard length <= UInt64(bytes.count - position) else { throw failure("a length of \(length) is too large") }
        defer { position += Int(length) }
        return position..<(position + Int(length))
    }

    mutating func readString() throws(CoreError) -> String {
        let range = try takeRun()
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw failure("a text is not UTF-8")
        }
        return text
    }

    mutating func readBytes() throws(CoreError) -> [UInt8] { Array(bytes[try takeRun()]) }

    mutating func readCID() throws(CoreError) -> CID {
        let range = try takeRun()
        do {
            return try CID(bytes: bytes[range])
        } catch {
            throw failure("a CID is wrong (\(error.message))")
        }
    }

    mutating func readMultihash() throws(CoreError) -> Multihash {
        let range = try takeRun()
        do {
            return try Multihash(parsing: Array(bytes[range]))
        } catch {
            throw failure("a multihash is wrong (\(error.message))")
        }
    }

    mutating func readDigest() throws(CoreError) -> Digest256 {
        guard bytes.count - position >= Digest256.byteCount else { throw failure("it ends within a digest") }
        defer { position += Digest256.byteCount }
        return bytes[position..<(position + Digest256.byteCount)].withUnsafeBytes { Digest256($0) }
    }

    mutating func readTimestamp() throws(CoreError) -> Timestamp { Timestamp(nanoseconds: try readInt64()) }

    mutating func readStringMap() throws(CoreError) -> StringMap {
        var map = StringMap()
        var last: String?
        for _ in 0..<(try readCount()) {
            let key = try readString()
            if let last, last >= key { throw failure("the keys of a map are out of order") }
            map[key] = try readString()
            last = key
        }
        return map
    }

    /// Reads a count of items, each of which takes at least one byte.
    private mutating func readCount() throws(CoreError) -> Int {
        let count = try readUInt64()
        guard count <= UInt64(bytes.count - position) else { throw failure("a count of \(count) is too large") }
        return Int(count)
    }

    mutating func readItems<Item>(
        _ body: (inout RecordReader) throws(CoreError) -> Item
    ) throws(CoreError) -> [Item] {
        let count = try readCount()
        var items: [Item] = []
        for _ in 0..<count { items.append(try body(&self)) }
        return items
    }

    mutating func readOptional<Value>(
        _ body: (inout RecordReader) throws(CoreError) -> Value
    ) throws(CoreError) -> Value? {
        try readBool() ? try body(&self) : nil
    }

    /// Reads a text that is the raw value of an enumeration.
    mutating func readCase<Value: RawRepresentable<String>>(_: Value.Type) throws(CoreError) -> Value {
        let text = try readString()
        guard let value = Value(rawValue: text) else { throw failure("'\(text)' is not a \(Value.self)") }
        return value
    }
}
