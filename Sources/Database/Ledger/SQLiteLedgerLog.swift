package import ContentAddressing
package import Core
import GRDB
import Synchronization

/// The log of a ledger in one SQLite file.
///
/// All writes go through one queue (``GroupCommitter``), reads through a few connections that never wait for it. One
/// process owns the file. Calls to `commit` that overlap share a transaction, and then its failure too.
package final class SQLiteLedgerLog: LedgerLog {
    /// Kept apart from the log, since work on the writer queue must not hold the file.
    private final class Desk: Sendable {
        /// The end of the log as the open transaction sees it; nil when it has to be read.
        let tail = Mutex<LogTail?>(nil)
    }

    let file: DatabaseFile
    private let committer: GroupCommitter
    private let desk = Desk()

    /// Opens or creates the file; its folder must exist.
    ///
    /// Throws `unavailable` (another process has it, or a newer program wrote it), `corrupt`, `io` or `exhausted`.
    package init(path: String, durability: Durability = .full) throws {
        file = try DatabaseFile(path: path, kind: LedgerSchema.kind, durability: durability)
        committer = GroupCommitter(gauge: file.gauge) { [desk] in desk.tail.withLock { $0 = nil } }
    }

    /// Closes the file and lets another process have it; calls under way must have ended.
    ///
    /// Later calls throw.
    package func close() throws { try file.close() }

    package func commit(
        _ next: @escaping @Sendable () -> LogBatch?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    ) {
        let work: GroupCommitter.Work = { [desk] transaction in
            guard var batch = next() else { return }
            try transaction.begin()
            let writer = try LedgerLogWriter(transaction.db)
            var tail = try desk.tail.withLock { $0 } ?? LedgerLogReader(db: transaction.db).tail()
            // It ends when the caller's queue is empty; the caller bounds that queue.
            while true {
                try writer.write(batch, &tail)
                guard let more = next() else { break }
                batch = more
            }
            desk.tail.withLock { $0 = tail }
        }
        committer.perform(work, in: file) { [failure = file.failure] result in
            done(result.mapError { failure.coreError($0, while: "adding to the ledger's log") })
        }
    }

    package func lastEntry() async throws -> LedgerEntry? {
        try await file.read("reading the ledger's log") { try LedgerLogReader(db: $0).lastEntry() }
    }

    package func entries(from sequence: UInt64, limit: Int) async throws -> [LedgerEntry] {
        try await file.read("reading the ledger's log") {
            try LedgerLogReader(db: $0).entries(from: sequence, limit: limit)
        }
    }

    package func entries(about subject: Digest256, before sequence: UInt64, limit: Int) async throws -> [LedgerEntry] {
        try await file.read("reading the ledger's log") {
            try LedgerLogReader(db: $0).entries(about: subject, before: sequence, limit: limit)
        }
    }

    package func heads(from sequence: UInt64, limit: Int) async throws -> [LogHead] {
        try await file.read("reading the ledger's heads") {
            try LedgerLogReader(db: $0).heads(from: sequence, limit: limit)
        }
    }

    package func lastHead() async throws -> LogHead? {
        try await file.read("reading the ledger's heads") { try LedgerLogReader(db: $0).lastHead() }
    }

    package func snapshot(upTo sequence: UInt64) async throws -> LogSnapshot? {
        try await file.read("reading a snapshot of the ledger") {
            try LedgerLogReader(db: $0).snapshot(upTo: sequence)
        }
    }
}
