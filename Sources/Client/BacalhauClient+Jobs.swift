package import Core

extension BacalhauClient {
    /// Hands in a job.
    ///
    /// `spec` is the job spec as JSON, without the `Job` around it. With an `idempotencyToken` a repeated call gives
    /// the first one's job, so the call is repeated by itself when the connection breaks. `isForced` runs an unchanged
    /// spec of a known name again.
    public func submit(spec: String, isForced: Bool = false, idempotencyToken: String = "") async throws -> SubmittedJob
    {
        let reply = try await submit(JSONValue(parsing: spec), isForced: isForced, idempotencyToken: idempotencyToken)
        return SubmittedJob(
            id: reply.text("JobID"),
            evaluationID: reply.text("EvaluationID"),
            warnings: reply[anyCase: "Warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
        )
    }

    /// Hands in a job and gives the whole answer; with `waiting`, the answer has the job as it ended (`Job`).
    package func submit(
        _ spec: JSONValue,
        isForced: Bool = false,
        idempotencyToken: String = "",
        waiting: Duration? = nil
    ) async throws -> JSONValue {
        var members = [JSONValue.Member("Job", spec)]
        if isForced { members.append(JSONValue.Member("Force", .bool(true))) }
        if !idempotencyToken.isEmpty { members.append(JSONValue.Member("IdempotencyToken", .string(idempotencyToken))) }
        let query = waiting.map { [("wait", Self.text(of: $0))] } ?? []
        return try await call(
            .put,
            Self.orchestrator + "/jobs",
            query: query,
            body: .object(members),
            isRepeatable: !idempotencyToken.isEmpty,
            wait: waiting ?? .zero
        )
    }

    /// What a job would cost and risk in each style, as the JSON that the server answers; nothing is submitted.
    ///
    /// `spec` is the job spec as JSON, without the `Job` around it; amounts in the answer are in units of 10⁻⁹ credit.
    public func estimate(spec: String) async throws -> String {
        try await estimate(JSONValue(parsing: spec)).wireValue.jsonText()
    }

    /// What a job would cost and risk in each style.
    package func estimate(_ spec: JSONValue) async throws -> JobEstimate {
        let body = JSONValue.object([JSONValue.Member("Job", spec)])
        return try JobEstimate(
            wire: try await call(.post, Self.orchestrator + "/jobs/estimate", body: body, isRepeatable: true)
        )
    }

    /// A job by its id, the beginning of its id, or its name.
    public func job(_ id: String) async throws -> JobSummary {
        JobSummary(try await call(.get, Self.jobPath(id))[anyCase: "Job"] ?? .null)
    }

    /// The newest jobs, or the oldest ones; `namespace` `*` means all.
    public func jobs(
        limit: Int = 10,
        namespace: String = "default",
        newestFirst: Bool = true
    ) async throws -> [JobSummary] {
        let query = [("limit", "\(limit)"), ("namespace", namespace), ("reverse", newestFirst ? "true" : "false")]
        return try await call(.get, Self.orchestrator + "/jobs", query: query).items.map { JobSummary($0) }
    }

    /// Stops a job; stopping a stopped one is no error.
    public func stop(_ id: String, reason: String = "") async throws {
        _ = try await call(
            .delete,
            Self.jobPath(id),
            body: .object([JSONValue.Member("reason", .string(reason))]),
            isRepeatable: true
        )
    }

    /// The job once it has ended, or as it stands when `limit` is over.
    public func wait(_ id: String, limit: Duration) async throws -> JobSummary {
        let start = ContinuousClock.now
        while true {
            let left = max(.zero, limit - start.duration(to: .now))
            let slice = min(left, limits.waitSliceMax)
            let reply = try await call(
                .get,
                Self.jobPath(id) + "/wait",
                query: [("timeout", Self.text(of: slice))],
                wait: slice
            )
            let job = JobSummary(reply[anyCase: "Job"] ?? .null)
            if job.isTerminal || slice == left { return job }
        }
    }

    /// The executions of a job's latest version.
    public func executions(of id: String) async throws -> [ExecutionSummary] {
        try await call(.get, Self.jobPath(id) + "/executions").items.map { ExecutionSummary($0) }
    }

    /// The history of a job's latest version as it is now, at most `limit` entries.
    public func history(of id: String, limit: Int = 1000) async throws -> [HistoryEntry] {
        try await call(.get, Self.jobPath(id) + "/history", query: [("limit", "\(limit)")]).items.map {
            HistoryEntry($0)
        }
    }

    /// Where the results of a job are.
    public func results(of id: String) async throws -> ResultSummary {
        let reply = try await call(.get, Self.jobPath(id) + "/results")
        return ResultSummary(cid: reply.text("Result"), published: reply.items.map { $0.jsonText() })
    }

    /// The nodes of the cluster.
    public func nodes() async throws -> [NodeSummary] {
        let reply = try await call(.get, Self.orchestrator + "/nodes")
        return (reply[anyCase: "Nodes"]?.arrayValue ?? []).map { NodeSummary($0) }
    }

    /// The version of the server, such as `v1.9.3`; also a way to see whether it is there.
    public func serverVersion() async throws -> String {
        try await call(.get, "/api/v1/agent/version").text("GitVersion")
    }

    /// The address of a job.
    package static func jobPath(_ id: String) -> String { orchestrator + "/jobs/" + segment(id) }

    /// A duration as the API takes it, in milliseconds.
    package static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000))ms"
    }
}
