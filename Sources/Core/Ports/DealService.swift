/// What the HTTP API asks about the deals behind executions.
package protocol DealService: Sendable {
    /// The deals of a job's executions, by version and partition; a version of 0 is the latest, nil means all.
    func deals(
        matching text: String,
        namespace: String?,
        version: Int?,
        offset: Int,
        limit: Int
    ) async throws -> [DealRecord]
    /// Results of a node that were taken without a check, newest first.
    func unchecked(node text: String, limit: Int) async throws -> [DealRecord]
    /// The proof of an execution's result as a file; throws `notFound` or, while its deal is open, `conflict`.
    func receipt(of execution: ExecutionID) async throws -> [UInt8]
}
