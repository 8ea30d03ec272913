import ContentAddressing
import Core
import GRDB

/// Reads a ledger's log on one snapshot of the file.
struct LedgerLogReader {
    private static let columns = "sequence, time, kind, input, effects, previous, hash"
    private static let headColumns = "sequence, time, hash, signature"

    let db: Database

    func lastEntry() throws -> LedgerEntry? {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.columns) FROM log ORDER BY sequence DESC LIMIT 1"
        )
        return try statement.rows { try entry(statement) }.first
    }

    func entries(from sequence: UInt64, limit: Int) throws -> [LedgerEntry] {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.columns) FROM log WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2"
        )
        statement.bind(1, Int64(clamping: sequence))
        statement.bind(2, max(0, limit))
        return try statement.rows { try entry(statement) }
    }

    func entries(about subject: Digest256, before sequence: UInt64, limit: Int) throws -> [LedgerEntry] {
        let statement = try RowStatement(
            db,
            """
            SELECT \(Self.columns) FROM log WHERE sequence IN (
                SELECT sequence FROM marks WHERE subject = ?1 AND sequence < ?2 ORDER BY sequence DESC LIMIT ?3)
            ORDER BY sequence DESC
            """
        )
        statement.bind(1, MarkKey.number(of: subject))
        statement.bind(2, Int64(clamping: sequence))
        statement.bind(3, max(0, limit))
        return try statement.rows { try entry(statement) }
    }

    func heads(from sequence: UInt64, limit: Int) throws -> [LogHead] {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.headColumns) FROM heads WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2"
        )
        statement.bind(1, Int64(clamping: sequence))
        statement.bind(2, max(0, limit))
        return try statement.rows { try head(statement) }
    }

    func lastHead() throws -> LogHead? {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.headColumns) FROM heads ORDER BY sequence DESC LIMIT 1"
        )
        return try statement.rows { try head(statement) }.first
    }

    func snapshot(upTo sequence: UInt64) throws -> LogSnapshot? {
        let statement = try RowStatement(
            db,
            "SELECT sequence, bytes FROM snapshots WHERE sequence <= ?1 ORDER BY sequence DESC LIMIT 1"
        )
        statement.bind(1, Int64(clamping: sequence))
        return try statement.rows {
            LogSnapshot(sequence: UInt64(clamping: statement.int64(0)), bytes: statement.blob(1))
        }.first
    }

    func tail() throws -> LogTail {
        LogTail(
            last: try lastEntry(),
            lastHead: try lastHead()?.sequence,
            lastSnapshot: try snapshot(upTo: .max)?.sequence
        )
    }

    private func head(_ statement: RowStatement) throws -> LogHead {
        LogHead(
            sequence: UInt64(clamping: statement.int64(0)),
            time: statement.int64(1),
            hash: try digest(statement, 2),
            signature: statement.blob(3)
        )
    }

    private func entry(_ statement: RowStatement) throws -> LedgerEntry {
        LedgerEntry(
            sequence: UInt64(clamping: statement.int64(0)),
            time: statement.int64(1),
            kind: UInt8(clamping: statement.int64(2)),
            input: statement.blob(3),
            effects: statement.blob(4),
            previous: try digest(statement, 5),
            hash: try digest(statement, 6)
        )
    }

    private func digest(_ statement: RowStatement, _ column: Int32) throws -> Digest256 {
        let bytes = statement.blob(column)
        guard bytes.count == Digest256.byteCount else {
            throw CoreError(
                .corrupt,
                "entry \(statement.int64(0)) of the ledger's log holds a hash of \(bytes.count) bytes",
                component: "LedgerLog"
            )
        }
        return bytes.withUnsafeBytes { Digest256($0) }
    }
}
