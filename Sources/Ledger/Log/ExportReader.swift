import Settlement

/// Reads the records of an export one by one.
struct ExportReader {
    /// Gives at most so many bytes more; none at the end.
    typealias Source = (Int) throws -> [UInt8]

    private let source: Source
    private var buffer: [UInt8] = []
    private var position = 0
    private(set) var recordCount: UInt64 = 0

    private static let pieceBytes = 1 << 20

    /// Starts at the beginning of a file; throws when it is no export.
    init(_ source: @escaping Source) throws {
        self.source = source
        let start = try take(ExportRecord.magic.count)
        guard start == ExportRecord.magic else {
            throw LedgerFault(nil, "first line", expected: "that of a ledger export", found: "another one")
        }
    }

    /// The next record; throws a fault when the file is cut short or no record can be read.
    mutating func next() throws -> ExportRecord {
        let head = try take(4)
        guard head.count == 4 else { throw cut() }
        let count = head.reduce(0) { $0 << 8 | Int($1) }
        guard count <= ExportRecord.bytesMax else {
            throw LedgerFault(nil, "record \(recordCount)", expected: "a record", found: "one of \(count) bytes")
        }
        let bytes = try take(count)
        guard bytes.count == count else { throw cut() }
        defer { recordCount += 1 }
        do throws(SettlementError) {
            return try ExportRecord(decoding: bytes)
        } catch {
            throw LedgerFault(nil, "record \(recordCount)", expected: "a readable record", found: error.description)
        }
    }

    /// Refuses bytes after the last record.
    mutating func end() throws {
        guard try take(1).isEmpty else {
            throw LedgerFault(nil, "end", expected: "nothing after the last record", found: "more bytes")
        }
    }

    private func cut() -> LedgerFault {
        LedgerFault(nil, "record \(recordCount)", expected: "a whole record", found: "the end of the file")
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count {
            let piece = try source(Self.pieceBytes)
            if piece.isEmpty { break }
            buffer.removeFirst(position)
            position = 0
            buffer += piece
        }
        let end = min(buffer.count, position + count)
        defer { position = end }
        return Array(buffer[position..<end])
    }
}
