import Client
import Core

extension ClientNode {
    func submit(_ spec: JobSpec, isForced: Bool, token: String) async throws -> SubmitReply {
        let answer = try await client.submit(JobSpecEncoder.encode(spec), isForced: isForced, idempotencyToken: token)
        return try SubmitReply(wire: answer)
    }

    func validate(_ spec: JobSpec) async throws -> [String] {
        let body = JSONValue.object([JSONValue.Member("Job", JobSpecEncoder.encode(spec))])
        let answer = try await client.call(.put, "\(Self.orchestrator)/jobs/validate", body: body, isRepeatable: true)
        return answer[anyCase: "Warnings"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    func estimate(_ spec: JobSpec) async throws -> JobEstimate {
        try await client.estimate(JobSpecEncoder.encode(spec))
    }

    func stop(_ job: JobName, reason: String) async throws {
        _ = try await client.call(
            .delete,
            BacalhauClient.jobPath(job.text),
            query: QueryItems(namespace: job.namespace).items,
            body: .object([JSONValue.Member("Reason", .string(reason))]),
            isRepeatable: true
        )
    }

    func rerun(_ job: JobName, version: Int) async throws -> SubmitReply {
        let answer = try await client.call(
            .put,
            BacalhauClient.jobPath(job.text) + "/rerun",
            query: QueryItems(namespace: job.namespace).items,
            body: .object([JSONValue.Member("JobVersion", .int(Int64(version)))])
        )
        return try SubmitReply(wire: answer)
    }

    func job(_ job: JobName, version: Int) async throws -> Job {
        var query = QueryItems(namespace: job.namespace)
        query.addVersion(version)
        let answer = try await client.call(.get, BacalhauClient.jobPath(job.text), query: query.items)
        return try Job(wire: try Self.member("Job", of: answer))
    }

    func wait(_ job: JobName, limit: Duration) async throws -> Job {
        var query = QueryItems(namespace: job.namespace)
        query.add("timeout", BacalhauClient.text(of: limit))
        let answer = try await client.call(
            .get,
            BacalhauClient.jobPath(job.text) + "/wait",
            query: query.items,
            wait: limit
        )
        return try Job(wire: try Self.member("Job", of: answer))
    }

    func why(_ job: JobName) async throws -> WhyReport {
        let answer = try await client.call(
            .get,
            BacalhauClient.jobPath(job.text) + "/why",
            query: QueryItems(namespace: job.namespace).items
        )
        return try WhyReport(wire: answer)
    }

    func versions(_ job: JobName) async throws -> [Job] {
        let answer = try await client.call(
            .get,
            BacalhauClient.jobPath(job.text) + "/versions",
            query: QueryItems(namespace: job.namespace).items
        )
        return try Self.items(answer)
    }

    func listJobs(_ wanted: JobListQuery) async throws -> (jobs: [Job], nextToken: String) {
        var query = QueryItems(namespace: wanted.namespace)
        query.add("limit", wanted.limit)
        query.add("order_by", wanted.order)
        query.add("reverse", wanted.isReversed)
        query.add("next_token", wanted.nextToken)
        query.add("labels", wanted.labels)
        for state in wanted.states { query.add("state", state.rawValue) }
        let page = try WirePage<Job>(
            wire: try await client.call(.get, "\(Self.orchestrator)/jobs", query: query.items)
        )
        return (page.items, page.nextToken)
    }

    func executions(_ job: JobName, _ wanted: ExecutionListQuery) async throws -> [Execution] {
        var query = QueryItems(namespace: job.namespace)
        query.addVersion(wanted.version)
        query.add("limit", wanted.limit)
        query.add("order_by", wanted.order)
        query.add("reverse", wanted.isReversed)
        return try Self.items(
            try await client.call(.get, BacalhauClient.jobPath(job.text) + "/executions", query: query.items)
        )
    }

    func history(_ job: JobName, _ wanted: HistoryListQuery) async throws -> (events: [HistoryEvent], nextToken: String)
    {
        var query = QueryItems(namespace: job.namespace)
        query.addVersion(wanted.version)
        query.add("limit", wanted.limit)
        query.add("next_token", wanted.nextToken)
        query.add("execution_id", wanted.execution)
        query.add("event_type", wanted.kind)
        let page = try WirePage<HistoryEvent>(
            wire: try await client.call(.get, BacalhauClient.jobPath(job.text) + "/history", query: query.items)
        )
        return (page.items, page.nextToken)
    }

    func logs(_ job: JobName, _ query: LogQuery) async throws -> AsyncThrowingStream<[LogLine], any Error> {
        var id = job.text
        if job.namespace != nil { id = try await self.job(job, version: 0).id.text }
        let entries = try await client.logs(
            of: id,
            executionID: query.executionID,
            isFollowing: query.isFollow,
            isTail: query.isTail
        )
        let lines = LogLines(entries)
        return AsyncThrowingStream { try await lines.next() }
    }

    func output(_ job: JobName, _ stream: OutputStream) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        var id = job.text
        if job.namespace != nil { id = try await self.job(job, version: 0).id.text }
        return try await client.output(of: id, isError: stream == .stderr)
    }

    func nodes(_ wanted: NodeListQuery) async throws -> [NodeState] {
        var query = QueryItems()
        query.add("limit", wanted.limit)
        query.add("order_by", wanted.order)
        query.add("reverse", wanted.isReversed)
        query.add("labels", wanted.labels)
        query.add("filter-approval", wanted.membership)
        query.add("filter-status", wanted.connection)
        return try Self.items(try await client.call(.get, "\(Self.orchestrator)/nodes", query: query.items), "Nodes")
    }

    func node(_ name: String) async throws -> NodeState {
        let answer = try await client.call(.get, "\(Self.orchestrator)/nodes/" + BacalhauClient.segment(name))
        return try NodeState(wire: try Self.member("Node", of: answer))
    }

    func setMembership(of name: String, to membership: NodeState.Membership, message: String) async throws {
        try await change(name, action: membership == .approved ? "approve" : "reject", message: message)
    }

    func removeNode(_ name: String) async throws { try await change(name, action: "delete", message: "") }

    private func change(_ name: String, action: String, message: String) async throws {
        let node = try await node(name)
        let answer = try await client.call(
            .put,
            "\(Self.orchestrator)/nodes/" + BacalhauClient.segment(node.info.id.text),
            body: .object([
                JSONValue.Member("Action", .string(action)),
                JSONValue.Member("Message", .string(message)),
                JSONValue.Member("NodeID", .string(node.info.id.text)),
            ])
        )
        if answer[anyCase: "Success"] == .bool(false) {
            let reason = answer[anyCase: "Error"]?.stringValue ?? "the node gave no reason"
            throw CoreError(.conflict, reason, component: "Server")
        }
    }
}
