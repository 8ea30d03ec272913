/// Reads integers and runs of bytes from an array, front to back, and never past its end.
///
/// A reader over part of an array shares the array's storage. `subject` and `code` go into the errors it throws.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int
    let subject: StaticString
    let code: ContentError.Code

    init(_ bytes: [UInt8], subject: StaticString, code: ContentError.Code) {
        self.bytes = bytes
        self.position = 0
        self.end = bytes.count
        self.subject = subject
        self.code = code
    }

    private init(_ parent: ByteReader, from start: Int, to end: Int) {
        self.bytes = parent.bytes
        self.position = start
        self.end = end
        self.subject = parent.subject
        self.code = parent.code
    }

    var isAtEnd: Bool { position == end }
    var remaining: Int { end - position }

    /// An error of this reader's code that names the current position.
    func failure(_ message: String) -> ContentError {
        ContentError(code, "\(subject): \(message), at byte \(position)")
    }

    mutating func readByte() throws(ContentError) -> UInt8 {
        guard position < end else { throw truncation(missing: 1) }
        defer { position += 1 }
        return bytes[position]
    }

    /// Looks at the next byte without consuming it.
    func peekByte() -> UInt8? {
        position < end ? bytes[position] : nil
    }

    /// Reads a multiformats varint: minimal, at most nine bytes.
    mutating func readVarint() throws(ContentError) -> UInt64 {
        let (value, length) = try Varint.decode(bytes[position..<end])
        position += length
        return value
    }

    /// Reads a protobuf varint: at most ten bytes, padding allowed.
    mutating func readProtobufVarint() throws(ContentError) -> UInt64 {
        let (value, length) = try Varint.decodeProtobuf(bytes[position..<end])
        position += length
        return value
    }

    /// Consumes `count` bytes and returns where they lie in ``bytes``.
    mutating func take(_ count: UInt64) throws(ContentError) -> Range<Int> {
        guard count <= UInt64(remaining) else { throw truncation(missing: count - UInt64(remaining)) }
        let start = position
        position += Int(count)
        return start..<position
    }

    /// Consumes `count` bytes and returns a reader over just them.
    mutating func takeReader(_ count: UInt64) throws(ContentError) -> ByteReader {
        let range = try take(count)
        return ByteReader(self, from: range.lowerBound, to: range.upperBound)
    }

    private func truncation(missing: UInt64) -> ContentError {
        ContentError(.truncated, "\(subject): \(missing) byte(s) are missing at byte \(position)")
    }
}
