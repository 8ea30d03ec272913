import Core
import GRDB
import Synchronization

/// Lets writes that come at the same time share one transaction, and so one flush of the disk.
///
/// One turn on the pool's writer queue takes all that waits, does it in one `BEGIN IMMEDIATE … COMMIT`, answers, and
/// looks again. Writes that share a transaction also share its fate: when one fails, all of them throw and none is
/// stored. Such failures are the disk's, so they would have failed alone too.
///
/// Checkpoints (moving the log into the file) are made here too, after the answers and by the writer's own connection:
/// with a single connection that writes and checkpoints, no race between the two can exist.
final class GroupCommitter: Sendable {
    typealias Work = @Sendable (WriteTransaction) throws -> Void

    /// The most calls that share one transaction.
    static let callsPerTransactionMax = 1024
    /// The log is moved into the file when it has this many pages of 4 KiB: 16 MiB.
    static let checkpointPages = 4096
    /// With this many (256 MiB, because readers never paused) the checkpoint waits for the readers.
    static let checkpointPagesMax = 65536

    typealias Completion = @Sendable (Result<Void, any Error>) -> Void

    private struct Call {
        var work: Work
        var done: Completion
    }

    private struct State {
        var waiting: [Call] = []
        var isDraining = false
        /// The size of the log after the last commit, and what it was when it was last moved.
        var logPages = 0
        var checkpointedPages = 0
    }

    private let state = Mutex(State())
    private let gauge: LogGauge
    /// Called on the writer queue after a transaction was undone, to drop what was remembered from it.
    private let onRollback: @Sendable () -> Void

    init(gauge: LogGauge, onRollback: @escaping @Sendable () -> Void) {
        self.gauge = gauge
        self.onRollback = onRollback
    }

    /// Runs the work in a transaction and calls `done` on the writer queue: on success it is committed, on failure
    /// nothing of it is stored.
    ///
    /// The work must not hold the file or its pool: it may be released on the writer queue, where they cannot close.
    func perform(_ work: @escaping Work, in file: DatabaseFile, done: @escaping Completion) {
        let mustStart = state.withLock { state in
            state.waiting.append(Call(work: work, done: done))
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustStart { file.pool.asyncWriteWithoutTransaction { self.drain($0) } }
    }

    /// Runs the work in a transaction; when this returns, it is committed, and when it throws, nothing of it is stored.
    func perform(_ action: String, in file: DatabaseFile, _ work: @escaping Work) async throws {
        do {
            try await withCheckedThrowingContinuation { continuation in
                perform(work, in: file) { continuation.resume(with: $0) }
            }
        } catch {
            throw file.failure.translate(error, while: action)
        }
    }

    /// Does all that waits; ends when nothing does.
    ///
    /// It goes on as long as callers keep coming, on the writer's queue, which is there for nothing else.
    private func drain(_ db: Database) {
        while let calls = takeWaiting() {
            let result = Result { try run(calls, db) }
            for call in calls { call.done(result) }
            checkpointIfDue(db)
        }
    }

    private func takeWaiting() -> [Call]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            let calls = Array(state.waiting.prefix(Self.callsPerTransactionMax))
            state.waiting.removeFirst(calls.count)
            return calls
        }
    }

    private func run(_ calls: [Call], _ db: Database) throws {
        let transaction = WriteTransaction(db)
        do {
            for call in calls { try call.work(transaction) }
            try transaction.commit()
        } catch {
            transaction.rollback()
            onRollback()
            throw error
        }
    }

    /// Moves the log into the file each time it has grown by ``checkpointPages``.
    ///
    /// A checkpoint that fails, or that readers kept from ending, is made up by a later one: the log holds everything.
    private func checkpointIfDue(_ db: Database) {
        let pages = gauge.pageCount
        let isDue = state.withLock { state in
            // Fewer pages than before: the log was moved whole and begun anew.
            if pages < state.logPages { state.checkpointedPages = 0 }
            state.logPages = pages
            guard pages >= state.checkpointedPages + Self.checkpointPages else { return false }
            state.checkpointedPages = pages
            return true
        }
        guard isDue else { return }
        _ = try? db.checkpoint(pages >= Self.checkpointPagesMax ? .restart : .passive)
    }
}
