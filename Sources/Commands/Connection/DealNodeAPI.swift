import Core

/// What commands ask about the deals behind executions.
protocol DealNodeAPI: Sendable {
    /// All deals of a job's executions, by version and partition; `limit` 0 means all.
    func deals(_ job: JobName, version: Int?, limit: Int) async throws -> [DealRecord]
    /// Results of a node that were taken without a check, newest first.
    func uncheckedDeals(node: String, limit: Int) async throws -> [DealRecord]
    /// The proof of an execution's result as a file.
    func receipt(_ execution: String) async throws -> [UInt8]
}
