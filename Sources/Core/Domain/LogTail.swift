/// The end of a log, against which additions are checked: the same rules for every place that keeps a log.
package struct LogTail: Sendable {
    package private(set) var last: LedgerEntry?
    package private(set) var lastHead: UInt64?
    package private(set) var lastSnapshot: UInt64?

    /// The end of a log as it was stored.
    package init(last: LedgerEntry? = nil, lastHead: UInt64? = nil, lastSnapshot: UInt64? = nil) {
        self.last = last
        self.lastHead = lastHead
        self.lastSnapshot = lastSnapshot
    }

    /// Moves on over a batch; throws `internalError` when it does not fit.
    package mutating func append(_ batch: LogBatch) throws(CoreError) {
        for entry in batch.entries { try append(entry) }
        for head in batch.heads {
            guard let last, head.sequence <= last.sequence, lastHead.map({ $0 < head.sequence }) ?? true else {
                throw Self.refusal("the head of entry \(head.sequence) does not follow the last one")
            }
            if head.sequence == last.sequence, head.hash != last.hash {
                throw Self.refusal("the head of entry \(head.sequence) has another hash")
            }
            lastHead = head.sequence
        }
        if let snapshot = batch.snapshot {
            guard let last, snapshot.sequence == last.sequence else {
                throw Self.refusal("the snapshot of entry \(snapshot.sequence) is not that of the last entry")
            }
            lastSnapshot = snapshot.sequence
        }
    }

    private mutating func append(_ entry: LedgerEntry) throws(CoreError) {
        guard entry.sequence == last.map({ $0.sequence + 1 }) ?? 0 else {
            throw Self.refusal("entry \(entry.sequence) does not come after the last one")
        }
        guard entry.previous == last?.hash ?? LedgerEntry.beginning, entry.hash == entry.expectedHash else {
            throw Self.refusal("entry \(entry.sequence) breaks the chain of hashes")
        }
        guard entry.time >= last?.time ?? 0, entry.input.count <= LedgerEntry.bytesMax,
            entry.effects.count <= LedgerEntry.bytesMax
        else { throw Self.refusal("entry \(entry.sequence) goes back in time, or is too long") }
        last = entry
    }

    private static func refusal(_ message: String) -> CoreError {
        CoreError(.internalError, message, hint: "the log is unchanged; read it again", component: "LedgerLog")
    }
}
