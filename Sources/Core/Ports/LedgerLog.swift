package import ContentAddressing

/// Everything that one decision of a ledger adds to its log; written all or not at all.
package struct LogBatch: Sendable {
    /// Entries in their order; the first one follows the last of the log.
    package var entries: [LedgerEntry] = []
    /// Whom entries of this batch are about, for lookups.
    package var marks: [LogMark] = []
    /// Signed heads; each names an entry that is stored or in this batch.
    package var heads: [LogHead] = []
    /// The state after the last entry, so that a restart need not read the log from its beginning.
    package var snapshot: LogSnapshot?

    package init() {}

    package var isEmpty: Bool { entries.isEmpty && heads.isEmpty && snapshot == nil }
}

/// Says that an entry is about an account, a deal or whatever else a digest names.
package struct LogMark: Hashable, Sendable {
    package var subject: Digest256
    package var sequence: UInt64

    package init(subject: Digest256, sequence: UInt64) {
        self.subject = subject
        self.sequence = sequence
    }
}

/// The operator's signature of the log up to an entry.
package struct LogHead: Hashable, Sendable {
    package var sequence: UInt64
    package var time: Int64
    /// The hash of the entry.
    package var hash: Digest256
    package var signature: [UInt8]

    package init(sequence: UInt64, time: Int64, hash: Digest256, signature: [UInt8]) {
        self.sequence = sequence
        self.time = time
        self.hash = hash
        self.signature = signature
    }
}

/// The state after an entry, as bytes that only the ledger understands.
package struct LogSnapshot: Hashable, Sendable {
    package var sequence: UInt64
    package var bytes: [UInt8]

    package init(sequence: UInt64, bytes: [UInt8]) {
        self.sequence = sequence
        self.bytes = bytes
    }
}

/// Keeps the log of a ledger: entries are added at the end and never changed or removed.
///
/// The log knows sequences, times and hashes; what entries mean is the ledger's business.
package protocol LedgerLog: Sendable {
    /// Adds batches in one durable transaction.
    ///
    /// `next` is called on the log's own thread until it returns nil, each batch being written as it comes; then the
    /// transaction is committed. `done` is called on the same thread: on success all batches are on disk, on failure
    /// none is. A commit that is asked for from within `done` follows at once.
    ///
    /// It fails with `internalError` when an entry does not follow the one before it, or a head or snapshot names no
    /// entry of the log.
    func commit(
        _ next: @escaping @Sendable () -> LogBatch?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    )

    /// The newest entry; nil when the log is empty.
    func lastEntry() async throws -> LedgerEntry?
    /// Entries in their order, from a sequence on.
    func entries(from sequence: UInt64, limit: Int) async throws -> [LedgerEntry]
    /// Entries about a subject with sequences below one, newest first.
    ///
    /// Rarely there is one among them that is not about it: the caller looks.
    func entries(about subject: Digest256, before sequence: UInt64, limit: Int) async throws -> [LedgerEntry]
    /// Signed heads in the order of their entries, from a sequence on.
    func heads(from sequence: UInt64, limit: Int) async throws -> [LogHead]
    /// The head of the newest entry that has one.
    func lastHead() async throws -> LogHead?
    /// The newest snapshot at or below a sequence; the newest two are kept, older ones may be gone.
    func snapshot(upTo sequence: UInt64) async throws -> LogSnapshot?
}

extension LedgerLog {
    /// As `commit(_:done:)`, for callers that wait.
    package func commit(_ next: @escaping @Sendable () -> LogBatch?) async throws {
        try await withCheckedThrowingContinuation { continuation in
            commit(next) { result in continuation.resume(with: result.mapError { $0 as any Error }) }
        }
    }
}
