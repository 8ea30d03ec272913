import Core
import Synchronization

/// An orchestrator in memory: jobs are completed at once, unless their name begins with `slow`.
final class FakeJobService: JobService {
    private struct State {
        var ids = IDGenerator(seed: 1)
        var jobs: [Job] = []
        var executions: [Execution] = []
        var events: [HistoryEvent] = []
        var nodes: [NodeState] = []
        var submissions: [SubmitRequest] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
        var followers: [AsyncThrowingStream<[LogLine], any Error>.Continuation] = []
        var clock: Int64 = 1_700_000_000_000_000_000
    }

    private let state: Mutex<State>

    init() {
        var state = State()
        for name in ["alpha", "beta", "gone"] {
            var info = NodeInfo(
                id: NodeID("12D3KooW" + name),
                name: name,
                capacity: Resources(cpuMillis: 4000, memoryBytes: 8 << 30)
            )
            info.labels = ["name": name, "zone": name == "alpha" ? "a" : "b"]
            state.nodes.append(NodeState(info: info, now: Timestamp(nanoseconds: state.clock)))
        }
        state.nodes[2].connection = .disconnected
        self.state = Mutex(state)
    }

    /// The submissions so far, in order.
    var submissions: [SubmitRequest] { state.withLock { $0.submissions } }

    /// Completes all jobs that still run, ends what follows their logs and wakes who waits.
    func finishAll() {
        let (waiters, followers) = state.withLock { state in
            for index in state.jobs.indices where !state.jobs[index].state.isTerminal { Self.complete(index, &state) }
            defer {
                state.waiters = []
                state.followers = []
            }
            return (state.waiters, state.followers)
        }
        waiters.forEach { $0.resume() }
        followers.forEach { $0.finish() }
    }

    /// Prints a line to all who follow.
    func printLine(_ text: String) {
        let followers = state.withLock { $0.followers }
        followers.forEach { $0.yield([LogLine(stream: .stdout, text: text, partition: 0)]) }
    }

    /// How many follow logs at the moment.
    var followerCount: Int { state.withLock { $0.followers.count } }
    var waiterCount: Int { state.withLock { $0.waiters.count } }

    func submit(_ request: SubmitRequest) async throws -> SubmitReply {
        try state.withLock { state in
            state.submissions.append(request)
            state.clock += 1_000_000
            if request.line == .head, !request.spec.name.isEmpty,
                let index = state.jobs.lastIndex(where: { $0.spec.name == request.spec.name })
            {
                guard request.isForced else {
                    throw CoreError(
                        .badRequest,
                        "no changes detected for new job spec. Job Name: '\(request.spec.name)'",
                        hint: "use Force to run it again",
                        component: "Orchestrator"
                    )
                }
                state.jobs[index].version += 1
                return Self.reply(state.jobs[index], &state)
            }
            let id = state.ids.jobID()
            var job = Job(
                id: id,
                spec: request.spec,
                partitions: request.spec.count ?? 1,
                createdAt: Timestamp(nanoseconds: state.clock)
            )
            if job.spec.name.isEmpty { job.spec.name = id.text }
            job.state = .running
            state.jobs.append(job)
            Self.tell(job, nil, "Job submitted", .submission, &state)
            if !job.spec.name.hasPrefix("slow") { Self.complete(state.jobs.count - 1, &state) }
            return Self.reply(job, &state)
        }
    }

    private static func reply(_ job: Job, _ state: inout State) -> SubmitReply {
        SubmitReply(jobID: job.id, jobVersion: job.version, evaluationID: state.ids.evaluationID(), warnings: [])
    }

    private static func tell(
        _ job: Job,
        _ execution: ExecutionID?,
        _ message: String,
        _ topic: HistoryEvent.Topic,
        _ state: inout State
    ) {
        var event = HistoryEvent(
            jobID: job.id,
            jobVersion: job.version,
            executionID: execution,
            topic: topic,
            message: message,
            time: Timestamp(nanoseconds: state.clock)
        )
        event.sequence = Int64(state.events.filter { $0.jobID == job.id }.count + 1)
        state.events.append(event)
    }

    private static func complete(_ index: Int, _ state: inout State) {
        state.jobs[index].state = .completed
        let job = state.jobs[index]
        for partition in 0..<job.partitions {
            var run = Execution(
                id: state.ids.executionID(),
                job: job,
                partition: partition,
                nodeID: NodeID("12D3KooWalpha"),
                attempt: 1,
                allocated: Resources(cpuMillis: 500, memoryBytes: 1 << 20),
                now: Timestamp(nanoseconds: state.clock)
            )
            run.state = .completed
            run.desired = .stopped
            var output = RunOutput()
            output.stdout = "hello from \(partition)\n"
            output.stderr = "note \(partition)\n"
            run.output = output
            if job.spec.task.publisher.type == "local" {
                run.published = TypedSpec(
                    type: "urlDownload",
                    params: .object([JSONValue.Member("URL", .string("http://127.0.0.1/x"))])
                )
            }
            state.executions.append(run)
            tell(job, run.id, "Completed successfully", .execution, &state)
        }
    }

    func validate(_ spec: JobSpec) async throws -> [String] {
        guard !spec.tasks.isEmpty else { throw CoreError(.validation, "Tasks is required", component: "JobSpec") }
        return []
    }

    private func find(_ text: String, _ state: State) throws -> Int {
        if let index = state.jobs.firstIndex(where: { $0.spec.name == text || $0.id.text == text }) { return index }
        let found = state.jobs.indices.filter { state.jobs[$0].id.text.hasPrefix(text) }
        guard let index = found.first else {
            throw CoreError(.notFound, "job not found: \(text)", component: "JobStore")
        }
        guard found.count == 1 else {
            throw CoreError(.ambiguous, "multiple jobs found for \(text)", component: "JobStore")
        }
        return index
    }

    func stop(matching text: String, namespace: String?, reason: String) async throws -> String {
        try state.withLock { state in
            let index = try find(text, state)
            switch state.jobs[index].state {
            case .stopped: return ""
            case .completed, .failed:
                throw CoreError(
                    .conflict,
                    "cannot stop job in state \(state.jobs[index].state.rawValue)",
                    component: "Orchestrator"
                )
            default:
                state.jobs[index].state = .stopped
                state.jobs[index].stateMessage = reason
                return state.ids.evaluationID()
            }
        }
    }

    func rerun(matching text: String, namespace: String?, version: Int, reason: String) async throws -> SubmitReply {
        try state.withLock { state in
            let index = try find(text, state)
            state.jobs[index].version += 1
            return Self.reply(state.jobs[index], &state)
        }
    }

    func job(matching text: String, namespace: String?, version: Int) async throws -> Job {
        try state.withLock { state in state.jobs[try find(text, state)] }
    }

    func versions(matching text: String, namespace: String?) async throws -> [Job] {
        try state.withLock { state in [state.jobs[try find(text, state)]] }
    }

    func jobs(_ query: JobQuery) async throws -> [Job] {
        state.withLock { state in
            var found = state.jobs.filter { job in
                (query.namespace ?? job.spec.namespace) == job.spec.namespace
                    && query.labels.allSatisfy { $0.matches(job.spec.labels) }
                    && (query.states.isEmpty || query.states.contains(job.state))
            }
            if query.isReversed { found.reverse() }
            return Array(found.dropFirst(query.offset).prefix(query.limit))
        }
    }

    func executions(matching text: String, namespace: String?, version: Int?) async throws -> [Execution] {
        try state.withLock { state in
            let id = state.jobs[try find(text, state)].id
            return state.executions.filter { $0.jobID == id }
        }
    }

    func history(matching text: String, namespace: String?, _ query: HistoryQuery) async throws -> [HistoryEvent] {
        try state.withLock { state in
            let id = state.jobs[try find(text, state)].id
            let found = state.events.filter { event in
                event.jobID == id && event.sequence > query.afterSequence
                    && (query.executionEvents ?? (event.executionID != nil)) == (event.executionID != nil)
            }
            return Array(found.prefix(query.limit))
        }
    }

    func waitForEnd(matching text: String, namespace: String?, limit: Duration) async throws -> Job {
        let job = try await job(matching: text, namespace: nil, version: 0)
        guard !job.state.isTerminal else { return job }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                await withCheckedContinuation { waiter in state.withLock { $0.waiters.append(waiter) } }
            }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
            let waiters = state.withLock { state in
                defer { state.waiters = [] }
                return state.waiters
            }
            waiters.forEach { $0.resume() }
        }
        return try await self.job(matching: text, namespace: nil, version: 0)
    }

    func why(matching text: String, namespace: String?) async throws -> WhyReport {
        var job = try await job(matching: text, namespace: nil, version: 0)
        if job.spec.name == "slow-why" {
            job = try await waitForEnd(matching: text, namespace: nil, limit: .seconds(60))
        }
        return WhyReport(
            summary: "\(job.id) is \(job.state.rawValue)",
            findings: [WhyReport.Finding(subject: "alpha", text: "has room", isMet: true)],
            advice: []
        )
    }

    func logs(
        matching text: String,
        namespace: String?,
        _ query: LogQuery
    ) async throws -> AsyncThrowingStream<[LogLine], any Error> {
        let job = try await job(matching: text, namespace: nil, version: 0)
        let (stream, sink) = AsyncThrowingStream.makeStream(of: [LogLine].self, throwing: (any Error).self)
        if job.state.isTerminal {
            sink.yield([
                LogLine(stream: .stdout, text: "hello from 0\n", partition: 0),
                LogLine(stream: .stderr, text: "note 0\n", partition: 0),
            ])
            sink.finish()
        } else if query.isFollow {
            state.withLock { $0.followers.append(sink) }
        } else {
            sink.finish()
        }
        return stream
    }

    func nodes() async -> [NodeState] { state.withLock { $0.nodes } }

    func node(matching text: String) async throws -> NodeState {
        guard let node = await nodes().first(where: { $0.info.id.text.hasPrefix(text) || $0.info.name == text }) else {
            throw CoreError(.notFound, "node not found: \(text)", component: "Nodes")
        }
        return node
    }

    func removeNode(matching text: String) async throws {
        let node = try await node(matching: text)
        guard node.connection == .disconnected else { throw CoreError(.conflict, "node \(text) is connected") }
        state.withLock { state in state.nodes.removeAll { $0.info.id == node.info.id } }
    }

    func setMembership(of text: String, to membership: NodeState.Membership, message: String) async throws {
        let id = try await node(matching: text).info.id
        state.withLock { state in
            for index in state.nodes.indices where state.nodes[index].info.id == id {
                state.nodes[index].membership = membership
            }
        }
    }

    func metrics() async -> [Metric] {
        [
            Metric("bacalhau_jobs", help: "Jobs by state.", kind: .gauge, labels: ["state": "Run\"ning\\\n"], value: 2),
            Metric("bacalhau_jobs", help: "Jobs by state.", kind: .gauge, labels: ["state": "Completed"], value: 1.5),
        ]
    }
}
