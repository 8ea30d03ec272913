package import Core

extension LedgerLog {
    /// Commits the batches in one transaction.
    package func commit(_ batches: [LogBatch]) async throws {
        let queue = RecordQueue(batches)
        try await commit { queue.next() }
    }

    /// Commits one batch.
    package func commit(_ batch: LogBatch) async throws { try await commit([batch]) }
}

extension LogBatch {
    /// A batch of entries and nothing else.
    package init(_ entries: some Sequence<LedgerEntry>) {
        self.init()
        self.entries = Array(entries)
    }
}
