import ContentAddressing
import Core
import GRDB

/// Adds to a ledger's log within one transaction.
///
/// Made per transaction, used on the writer queue.
struct LedgerLogWriter {
    private let insertEntry: RowStatement
    private let insertMark: RowStatement
    private let insertHead: RowStatement
    private let insertSnapshot: RowStatement
    private let forgetSnapshots: RowStatement

    init(_ db: Database) throws {
        insertEntry = try RowStatement(db, "INSERT INTO log VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        insertMark = try RowStatement(db, "INSERT OR IGNORE INTO marks VALUES(?1, ?2)")
        insertHead = try RowStatement(db, "INSERT INTO heads VALUES(?1, ?2, ?3, ?4)")
        insertSnapshot = try RowStatement(db, "INSERT INTO snapshots VALUES(?1, ?2)")
        forgetSnapshots = try RowStatement(
            db,
            "DELETE FROM snapshots WHERE sequence < (SELECT max(sequence) FROM snapshots WHERE sequence < ?1)"
        )
    }

    /// Throws `internalError` when the batch does not follow what is stored.
    func write(_ batch: LogBatch, _ tail: inout LogTail) throws {
        try tail.append(batch)
        for entry in batch.entries { try write(entry) }
        for mark in batch.marks {
            insertMark.bind(1, MarkKey.number(of: mark.subject))
            insertMark.bind(2, Int64(clamping: mark.sequence))
            try insertMark.run()
        }
        for head in batch.heads {
            insertHead.bind(1, Int64(clamping: head.sequence))
            insertHead.bind(2, head.time)
            head.hash.withUnsafeBytes { insertHead.bind(3, $0) }
            insertHead.bind(4, head.signature)
            try insertHead.run()
        }
        guard let snapshot = batch.snapshot else { return }
        insertSnapshot.bind(1, Int64(clamping: snapshot.sequence))
        insertSnapshot.bind(2, snapshot.bytes)
        try insertSnapshot.run()
        forgetSnapshots.bind(1, Int64(clamping: snapshot.sequence))
        try forgetSnapshots.run()
    }

    private func write(_ entry: LedgerEntry) throws {
        insertEntry.bind(1, Int64(clamping: entry.sequence))
        insertEntry.bind(2, entry.time)
        insertEntry.bind(3, Int64(entry.kind))
        insertEntry.bind(4, entry.input)
        insertEntry.bind(5, entry.effects)
        entry.previous.withUnsafeBytes { insertEntry.bind(6, $0) }
        entry.hash.withUnsafeBytes { insertEntry.bind(7, $0) }
        try insertEntry.run()
    }
}
