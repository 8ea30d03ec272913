/// Keeps the deals behind executions for their client.
package protocol DealStore: Sendable {
    /// Writes whole records, in one durable transaction; one with the id of a stored execution takes its place.
    ///
    /// `done` is called on the store's thread when all are on disk, or none is. Calls that overlap may share a
    /// transaction; their order is kept.
    func save(_ records: [DealRecord], done: @escaping @Sendable (Result<Void, CoreError>) -> Void)
    /// All records whose deal is open, oldest first.
    func openDeals() async throws -> [DealRecord]
    /// The record of an execution; nil when nothing was paid for it.
    func deal(of execution: ExecutionID) async throws -> DealRecord?
    /// The records of a job, by version and partition, then oldest first, from an offset on.
    ///
    /// A version of 0 means all versions.
    func deals(of job: JobID, version: Int, offset: Int, limit: Int) async throws -> [DealRecord]
    /// The records with results of a node that are trusted so far, newest first.
    func deals(of node: NodeID, trust: DealRecord.Trust, limit: Int) async throws -> [DealRecord]
    /// How many records there are of each trust.
    func counts() async throws -> [(trust: DealRecord.Trust, count: Int)]
}

extension DealStore {
    /// As `save(_:done:)`, for callers that wait.
    package func save(_ records: [DealRecord]) async throws {
        try await withCheckedThrowingContinuation { continuation in
            save(records) { continuation.resume(with: $0.mapError { $0 as any Error }) }
        }
    }
}
