/// Reads CARv1 and CARv2 archives from bytes that arrive in pieces of any size.
///
/// Feed it with ``append(_:)``, take events with ``next()`` until ``Event/needMore``, and say ``finish()`` when no
/// more bytes come. An index is ignored. Memory is one section plus what was appended and not yet taken.
package struct CARDecoder: Sendable {
    /// The longest header, in bytes.
    package static let headerBytesMax = 32 * 1024 * 1024
    /// The longest section, CID and block together, in bytes.
    package static let sectionBytesMax = 8 * 1024 * 1024
    private static let v2HeaderBytes = 40
    private static let v2PragmaBytes = 11

    /// What to check and what to forgive.
    package struct Options: Hashable, Sendable {
        /// Whether every block is hashed and compared with its CID.
        package var verifiesBlocks = true
        /// Whether a section of length zero is the end of the archive, as in padded files, and not an error.
        package var zeroLengthSectionEnds = false

        /// Check everything, forgive nothing.
        package init() {}
    }

    /// What the decoder has.
    package enum Event: Sendable, Equatable {
        /// The header; always first.
        case header(CARHeader)
        /// A block, in the order of the archive.
        case block(Block)
        /// Append bytes, or finish.
        case needMore
        /// The archive is over.
        case end
    }

    private enum State: Sendable {
        /// Expecting a header: the first, or the one inside a v2 archive. Next: itself (v2Header first), sections.
        case header(isInner: Bool)
        /// Expecting the 40 bytes after the pragma. Next: padding.
        case v2Header
        /// Skipping what lies before the v1 archive inside. Next: header(isInner: true).
        case padding(UInt64)
        /// Expecting sections. Next: end.
        case sections
        /// Everything that follows is ignored.
        case end
    }

    /// A length and its content, both in the buffer.
    private struct Frame {
        let offset: UInt64
        let prefixBytes: Int
        let contentBytes: Int
    }

    private let options: Options
    private var state = State.header(isInner: false)
    private var buffer = CARBuffer()
    /// The first byte after the v1 archive inside a v2 one.
    private var payloadEnd: UInt64?
    private var isFinished = false

    /// Starts before the first byte.
    package init(options: Options = Options()) {
        self.options = options
    }

    /// Adds bytes that follow those appended before.
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Adds bytes that follow those appended before.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        precondition(!isFinished, "nothing is appended after finish")
        if case .end = state { return }
        buffer.append(bytes)
    }

    /// Says that no more bytes will come.
    package mutating func finish() {
        isFinished = true
    }

    /// The next event.
    ///
    /// Throws `invalidCAR` or `limitExceeded`, which name the offset in the archive, `truncated` after ``finish()``,
    /// and `hashMismatch` or `unsupportedHash` for a block; the decoder must not be used after that.
    package mutating func next() throws(ContentError) -> Event {
        while true {
            switch state {
            case .header(let isInner):
                guard let event = try readHeader(isInner: isInner) else { continue }
                return event
            case .v2Header:
                guard try readV2Header() else { return .needMore }
            case .padding(let count):
                guard try skipPadding(count) else { return .needMore }
            case .sections:
                return try readSection()
            case .end:
                buffer.removeAll()
                return .end
            }
        }
    }

    /// Reads a header; nil means that the state changed and there is no event.
    private mutating func readHeader(isInner: Bool) throws(ContentError) -> Event? {
        guard let frame = try awaitFrame("header", limit: Self.headerBytesMax) else { return .needMore }
        let decoded: CARHeader.Decoded
        do {
            decoded = try CARHeader.decode(buffer.take(frame.contentBytes, after: frame.prefixBytes))
        } catch {
            throw failure(error.code, "bad header", at: frame.offset, cause: error)
        }
        switch decoded {
        case .v1(let roots):
            state = .sections
            return .header(CARHeader(version: isInner ? .v2 : .v1, roots: roots))
        case .v2Pragma:
            guard !isInner else { throw failure(.invalidCAR, "a v2 archive inside a v2 archive", at: frame.offset) }
            state = .v2Header
            return nil
        }
    }

    private mutating func readV2Header() throws(ContentError) -> Bool {
        guard buffer.offset == UInt64(Self.v2PragmaBytes) else {
            throw failure(.invalidCAR, "the v2 pragma is not \(Self.v2PragmaBytes) bytes long", at: buffer.offset)
        }
        let start = buffer.offset
        guard buffer.count >= Self.v2HeaderBytes else { return try waitForMore("v2 header") }
        let bytes = buffer.take(Self.v2HeaderBytes)
        func word(_ position: Int) -> UInt64 {
            bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let dataOffset = word(16)
        let dataBytes = word(24)
        let (end, overflow) = dataOffset.addingReportingOverflow(dataBytes)
        guard dataOffset >= buffer.offset, !overflow else {
            throw failure(.invalidCAR, "data of \(dataBytes) bytes cannot lie at \(dataOffset)", at: start)
        }
        payloadEnd = end
        state = .padding(dataOffset - buffer.offset)
        return true
    }

    private mutating func skipPadding(_ count: UInt64) throws(ContentError) -> Bool {
        let skipped = buffer.skip(upTo: count)
        guard skipped == count else {
            state = .padding(count - skipped)
            return try waitForMore("padding")
        }
        state = .header(isInner: true)
        return true
    }

    private mutating func readSection() throws(ContentError) -> Event {
        if buffer.offset == payloadEnd || (payloadEnd == nil && isFinished && buffer.isEmpty) {
            state = .end
            return .end
        }
        guard let frame = try awaitFrame("section", limit: Self.sectionBytesMax) else { return .needMore }
        if frame.contentBytes == 0 {
            guard options.zeroLengthSectionEnds else {
                throw failure(.invalidCAR, "a section of length zero", at: frame.offset)
            }
            state = .end
            return .end
        }
        // Only the CID's bytes are copied for parsing it; the block's are copied once, into the block.
        let head = Array(buffer.peek(min(frame.contentBytes, CID.bytesMax), after: frame.prefixBytes))
        var reader = ByteReader(head, subject: "a CAR section", code: .invalidCAR)
        let cid: CID
        do {
            cid = try CID(reading: &reader)
        } catch {
            throw failure(.invalidCAR, "a section does not start with a CID", at: frame.offset, cause: error)
        }
        let blockBytes = frame.contentBytes - reader.position
        let block = Block(cid: cid, bytes: buffer.take(blockBytes, after: frame.prefixBytes + reader.position))
        if options.verifiesBlocks {
            do {
                try cid.verify(block.bytes)
            } catch {
                throw failure(error.code, "block \(cid) cannot be accepted", at: frame.offset, cause: error)
            }
        }
        return .block(block)
    }

    /// Waits for a length and that many bytes, without using them; nil when they have not all arrived.
    private func awaitFrame(_ subject: String, limit: Int) throws(ContentError) -> Frame? {
        let start = buffer.offset
        let length: UInt64
        let prefix: Int
        do {
            (length, prefix) = try Varint.decode(buffer.peek(Varint.bytesMax))
        } catch {
            guard error.code == .truncated else {
                throw failure(.invalidCAR, "bad length of a \(subject)", at: start, cause: error)
            }
            _ = try waitForMore(subject)
            return nil
        }
        guard length <= UInt64(limit) else {
            throw failure(.limitExceeded, "a \(subject) of \(length) bytes is over the limit of \(limit)", at: start)
        }
        if let payloadEnd, start + UInt64(prefix) + length > payloadEnd {
            throw failure(.invalidCAR, "a \(subject) of \(length) bytes passes the end of the data", at: start)
        }
        guard buffer.count >= prefix + Int(length) else {
            _ = try waitForMore(subject)
            return nil
        }
        return Frame(offset: start, prefixBytes: prefix, contentBytes: Int(length))
    }

    /// Always false: throws where nothing more can come.
    private func waitForMore(_ subject: String) throws(ContentError) -> Bool {
        guard !isFinished else { throw failure(.truncated, "the archive ends inside a \(subject)", at: buffer.offset) }
        return false
    }

    private func failure(
        _ code: ContentError.Code,
        _ message: String,
        at offset: UInt64,
        cause: (any Error)? = nil
    ) -> ContentError {
        ContentError(code, "CAR archive, byte \(offset): \(message)", cause: cause)
    }
}
