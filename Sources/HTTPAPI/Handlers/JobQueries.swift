import ContentAddressing
import Core
import HTTPTypes
import HummingbirdCore

/// Reads jobs: lists, single jobs, their history, executions, results and versions.
struct JobQueries: Sendable {
    private static let listDefault = 10
    private static let historyDefault = 100

    let jobs: any JobService

    var routes: [Route] {
        let base = RoutePrefix.orchestrator + "/jobs"
        return [
            Route(.get, base, list), Route(.get, base + "/:id", get), Route(.get, base + "/:id/history", history),
            Route(.get, base + "/:id/executions", executions), Route(.get, base + "/:id/results", results),
            Route(.get, base + "/:id/versions", versions),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        var wanted = JobQuery()
        wanted.order = try Self.order(query.text("order_by") ?? "")
        wanted.isReversed = try query.flag("reverse")
        wanted.limit = try request.pageLimit(in: query, default: Self.listDefault)
        if let token = query.text("next_token") {
            let page = try JobPageToken(parsing: token)
            wanted.order = try Self.order(page.order)
            (wanted.isReversed, wanted.offset) = (page.isReversed, page.offset)
            wanted.limit = min(max(1, page.limit), request.limits.pageItemsMax)
        }
        switch query.text("namespace") {
        case nil: wanted.namespace = JobSpec.defaultNamespace
        case "*": wanted.namespace = nil
        case let name?: wanted.namespace = name
        }
        for selector in query.all("labels") { wanted.labels += try LabelSelector.parse(selector) }
        for text in query.all("state") {
            guard let state = JobState(rawValue: text) else {
                throw APIError(.badRequest, "state=\(text) is not a job state")
            }
            wanted.states.append(state)
        }
        let limit = wanted.limit
        // One more than asked for tells whether there is a next page.
        wanted.limit += 1
        let found = try await jobs.jobs(wanted)
        wanted.limit = limit
        let next = JobPageToken(
            order: wanted.order.rawValue,
            isReversed: wanted.isReversed,
            limit: limit,
            offset: wanted.offset + limit
        )
        let page = Wire.page(found.prefix(limit).map(\.wireValue), nextToken: found.count > limit ? next.text : "")
        return .json(page, for: request)
    }

    private static func order(_ text: String) throws(APIError) -> JobQuery.Order {
        guard !text.isEmpty else { return .createdAt }
        guard let order = JobQuery.Order(rawValue: text) else {
            throw APIError(.badRequest, "order_by=\(text) is not known", hint: "use created_at or modified_at")
        }
        return order
    }

    @Sendable
    private func get(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let namespace = APIRequest.namespace(in: query)
        let version = Int(try query.number("job_version", in: 0...Int64(Int32.max)) ?? 0)
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: version)
        var members: [JSONValue.Member] = [.init("Job", job.wireValue)]
        let parts = (query.text("include") ?? "").split(separator: ",")
        if parts.contains("history") {
            var wanted = HistoryQuery()
            wanted.jobVersion = job.version
            wanted.limit = request.limits.pageItemsMax
            let events = try await jobs.history(matching: job.id.text, namespace: nil, wanted)
            members.append(.init("History", Wire.page(events.map { $0.wireValue(line: request.line) })))
        }
        if parts.contains("executions") {
            let runs = try await jobs.executions(matching: job.id.text, namespace: nil, version: job.version)
            let taskName = job.spec.task.name
            let items = runs.map { $0.wireValue(line: request.line, taskName: taskName) }
            members.append(.init("Executions", Wire.page(items)))
        }
        return .json(.object(members), for: request)
    }

    @Sendable
    private func history(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let namespace = APIRequest.namespace(in: query)
        var wanted = HistoryQuery()
        let secondsMax = Int64.max / 1_000_000_000
        wanted.since = Timestamp(nanoseconds: (try query.number("since", in: 0...secondsMax) ?? 0) * 1_000_000_000)
        switch query.text("event_type")?.lowercased() {
        case nil, "all": break
        case "job": wanted.executionEvents = false
        case "execution": wanted.executionEvents = true
        case let text?:
            throw APIError(.badRequest, "event_type=\(text) is not known", hint: "use all, job or execution")
        }
        wanted.executionPrefix = query.text("execution_id") ?? ""
        wanted.limit = try request.pageLimit(in: query, default: Self.historyDefault)
        if let token = query.text("next_token") { wanted.afterSequence = try Self.sequence(in: token) }
        let version = try query.number("job_version", in: 0...Int64(Int32.max)) ?? 0
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: 0)
        wanted.jobVersion = try query.flag("all_job_versions") ? nil : version == 0 ? job.version : Int(version)
        let limit = wanted.limit
        wanted.limit += 1
        let found = try await jobs.history(matching: job.id.text, namespace: nil, wanted)
        let page = found.prefix(limit)
        let last = page.last?.sequence ?? wanted.afterSequence
        // Clients follow a job by asking until the token is empty, so it is not before the job has ended.
        let token = found.count > limit || !job.state.isTerminal ? "\(last)" : ""
        return .json(Wire.page(page.map { $0.wireValue(line: request.line) }, nextToken: token), for: request)
    }

    /// A history goes on after a sequence number; clients pass it on unread.
    private static func sequence(in token: String) throws(APIError) -> Int64 {
        guard let sequence = Int64(token), sequence >= 0 else {
            throw APIError(
                .badRequest,
                "the next_token is malformed",
                hint: "pass on the NextToken of the former answer unchanged"
            )
        }
        return sequence
    }

    @Sendable
    private func executions(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let order = try ExecutionOrdering(query.text("order_by"), line: request.line)
        var found = try await jobs.executions(
            matching: request.subject,
            namespace: APIRequest.namespace(in: query),
            version: try APIRequest.jobVersion(in: query)
        )
        order.sort(&found, isReversed: try query.flag("reverse"))
        let limit = try query.number("limit", in: 0...Int64(UInt32.max)) ?? 0
        let shown = limit == 0 ? found[...] : found.prefix(Int(limit))
        let items = shown.map { $0.wireValue(line: request.line, taskName: Execution.wireTaskName) }
        return .json(Wire.page(items), for: request)
    }

    @Sendable
    private func results(_ request: APIRequest) async throws -> Response {
        let namespace = APIRequest.namespace(in: try request.query)
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: 0)
        var items: [JSONValue] = []
        if job.spec.type == .batch || job.spec.type == .ops {
            let runs = try await jobs.executions(matching: job.id.text, namespace: nil, version: job.version)
            items = runs.filter { $0.state == .completed && !$0.published.type.isEmpty }.map(\.published.wireValue)
        }
        var page = Wire.page(items)
        // Beside v1: the one CID over all partitions, which is there without any publisher.
        if case .object(var members) = page {
            members.append(.init("Result", .string(job.result?.description ?? "")))
            page = .object(members)
        }
        return .json(page, for: request)
    }

    @Sendable
    private func versions(_ request: APIRequest) async throws -> Response {
        let namespace = APIRequest.namespace(in: try request.query)
        let found = try await jobs.versions(matching: request.subject, namespace: namespace)
        return .json(Wire.page(found.map(\.wireValue)), for: request)
    }
}
