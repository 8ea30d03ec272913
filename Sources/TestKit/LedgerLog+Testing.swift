package import Core
import Synchronization

extension LedgerLog {
    /// Commits the batches in one transaction.
    package func commit(_ batches: [LogBatch]) async throws {
        let queue = BatchQueue(batches)
        try await commit { queue.next() }
    }

    /// Commits one batch.
    package func commit(_ batch: LogBatch) async throws { try await commit([batch]) }
}

/// Batches that are handed out one by one.
package final class BatchQueue: Sendable {
    private let rest: Mutex<ArraySlice<LogBatch>>

    package init(_ batches: [LogBatch]) { rest = Mutex(batches[...]) }

    package func next() -> LogBatch? { rest.withLock { $0.popFirst() } }
}

extension LogBatch {
    /// A batch of entries and nothing else.
    package init(_ entries: some Sequence<LedgerEntry>) {
        self.init()
        self.entries = Array(entries)
    }
}
