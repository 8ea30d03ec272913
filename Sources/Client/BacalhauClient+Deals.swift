import AsyncHTTPClient
import Core

extension BacalhauClient {
    /// One page of the deals behind a job's executions, as the JSON that the server answers; `NextToken` of it gives
    /// the next one.
    public func deals(
        of job: String,
        version: Int = 0,
        isAllVersions: Bool = false,
        limit: Int = 0,
        nextToken: String = ""
    ) async throws -> String {
        var query: [(String, String)] = []
        if isAllVersions { query.append(("all_job_versions", "true")) }
        if version > 0 { query.append(("job_version", String(version))) }
        if limit > 0 { query.append(("limit", String(limit))) }
        if !nextToken.isEmpty { query.append(("next_token", nextToken)) }
        return try await call(.get, Self.jobPath(job) + "/deals", query: query).jsonText()
    }

    /// The results of a node that were taken without a check, newest first, as the JSON that the server answers.
    public func uncheckedDeals(ofNode node: String, limit: Int = 0) async throws -> String {
        var query = [("node", node)]
        if limit > 0 { query.append(("limit", String(limit))) }
        return try await call(.get, Self.orchestrator + "/deals", query: query).jsonText()
    }

    /// The proof of an execution's result, in the bytes of its file; `bacalhau receipt verify` checks it.
    public func receipt(ofExecution id: String) async throws -> [UInt8] {
        let path = Self.orchestrator + "/executions/" + Self.segment(id) + "/receipt"
        var bytes: [UInt8] = []
        for try await piece in try await download(path, query: []) { bytes += piece }
        return bytes
    }
}
