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
        switch query.text("order_by") {
        case nil: break
        case let text?:
            guard let order = JobQuery.Order(rawValue: text) else {
                throw APIError(.badRequest, "order_by=\(text) is not known", hint: "use created_at or modified_at")
            }
            wanted.order = order
        }
        wanted.isReversed = try query.flag("reverse")
        wanted.limit = try request.pageLimit(in: query, default: Self.listDefault)
        if let token = query.text("next_token") {
            let page = try Wire.jobPage(token)
            (wanted.order, wanted.isReversed, wanted.offset) = (page.order, page.isReversed, page.offset)
            wanted.limit = min(page.limit, request.limits.pageItemsMax)
        }
        switch query.text("namespace") {
        case nil: wanted.namespace = JobSpec.defaultNamespace
        case "*": wanted.namespace = nil
        case let name?: wanted.namespace = name
        }
        for selector in query.all("labels") { wanted.labels += try Wire.selector(selector) }
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
        wanted.offset += limit
        let token = found.count > limit ? Wire.token(wanted) : ""
        return .json(.page(found.prefix(limit).map { Wire.job($0) }, nextToken: token), for: request)
    }

    @Sendable
    private func get(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let namespace = APIRequest.namespace(in: query)
        let version = Int(try query.number("job_version", in: 0...Int64(Int32.max)) ?? 0)
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: version)
        var members: [JSONValue.Member] = [.init("Job", Wire.job(job))]
        let parts = (query.text("include") ?? "").split(separator: ",")
        if parts.contains("history") {
            var wanted = HistoryQuery()
            wanted.jobVersion = job.version
            wanted.limit = request.limits.pageItemsMax
            let events = try await jobs.history(matching: job.id.text, namespace: nil, wanted)
            members.append(.init("History", .page(events.map { Wire.event($0, request.line) })))
        }
        if parts.contains("executions") {
            let runs = try await jobs.executions(matching: job.id.text, namespace: nil, version: job.version)
            members.append(.init("Executions", .page(runs.map { Wire.execution($0, request.line) })))
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
        if let token = query.text("next_token") { wanted.afterSequence = try Wire.historyPage(token) }
        let version = try query.number("job_version", in: 0...Int64(Int32.max)) ?? 0
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: 0)
        wanted.jobVersion = try query.flag("all_job_versions") ? nil : version == 0 ? job.version : Int(version)
        let limit = wanted.limit
        wanted.limit += 1
        let found = try await jobs.history(matching: job.id.text, namespace: nil, wanted)
        let page = found.prefix(limit)
        let last = page.last?.sequence ?? wanted.afterSequence
        // Clients follow a job by asking until the token is empty, so it is not before the job has ended.
        let token = found.count > limit || !job.state.isTerminal ? Wire.historyToken(after: last) : ""
        return .json(.page(page.map { Wire.event($0, request.line) }, nextToken: token), for: request)
    }

    @Sendable
    private func executions(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let order = try ExecutionOrdering(query.text("order_by"), line: request.line)
        var found = try await jobs.executions(
            matching: request.subject, namespace: APIRequest.namespace(in: query),
            version: try APIRequest.jobVersion(in: query))
        order.sort(&found, isReversed: try query.flag("reverse"))
        let limit = try query.number("limit", in: 0...Int64(UInt32.max)) ?? 0
        let shown = limit == 0 ? found[...] : found.prefix(Int(limit))
        return .json(.page(shown.map { Wire.execution($0, request.line) }), for: request)
    }

    @Sendable
    private func results(_ request: APIRequest) async throws -> Response {
        let namespace = APIRequest.namespace(in: try request.query)
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: 0)
        var items: [JSONValue] = []
        if job.spec.type == .batch || job.spec.type == .ops {
            let runs = try await jobs.executions(matching: job.id.text, namespace: nil, version: job.version)
            items = runs.filter { $0.state == .completed && !$0.published.type.isEmpty }.map { Wire.typed($0.published) }
        }
        var page = JSONValue.page(items)
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
        return .json(.page(found.map { Wire.job($0) }), for: request)
    }
}
