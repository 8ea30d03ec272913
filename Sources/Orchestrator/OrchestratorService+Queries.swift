package import Core
import Scheduling
import Synchronization

extension OrchestratorService: JobService {
    package func job(matching text: String, namespace: String?, version: Int) async throws -> Job {
        let latest = try await store.job(matching: text, namespace: namespace)
        guard version != 0, version != latest.version else { return latest }
        guard let former = try await store.job(latest.id, version: version) else {
            throw CoreError(
                .notFound,
                "job \(latest.id) has no version \(version)",
                hint: "its latest is \(latest.version); 'bacalhau job versions' lists them",
                component: "JobStore"
            )
        }
        return former
    }

    package func versions(matching text: String, namespace: String?) async throws -> [Job] {
        try await store.versions(of: store.job(matching: text, namespace: namespace).id)
    }

    package func jobs(_ query: JobQuery) async throws -> [Job] { try await store.jobs(query) }

    package func executions(matching text: String, namespace: String?, version: Int?) async throws -> [Execution] {
        let job = try await store.job(matching: text, namespace: namespace)
        return try await store.executions(of: job.id, version: version == 0 ? job.version : version)
    }

    package func history(
        matching text: String,
        namespace: String?,
        _ query: HistoryQuery
    ) async throws -> [HistoryEvent] {
        try await store.history(of: store.job(matching: text, namespace: namespace).id, query)
    }

    package func waitForEnd(matching text: String, namespace: String?, limit: Duration) async throws -> Job {
        let id = JobID(text)
        let isActive = state.withLock { $0.machine.job(id) != nil }
        let job = isActive ? nil : try await store.job(matching: text, namespace: namespace)
        if let job, job.state.isTerminal { return job }
        if let ended = try await waitForEnd(of: job?.id ?? id, until: clock() + limit) { return ended }
        return try await store.job(matching: job?.id.text ?? text, namespace: nil)
    }

    /// The job when it ended before the deadline; nil when it did not, or had ended before the wait began.
    private func waitForEnd(of id: JobID, until deadline: Timestamp) async throws -> Job? {
        try await waitForEnd(of: id, until: deadline) { state in
            state.machine.job(id) != nil || state.effects.ended.contains { $0.id == id }
        }
    }

    /// Waits as long as `mayEnd`, asked under the lock, says that the end is still to come; then does `start`.
    func waitForEnd(
        of id: JobID,
        until deadline: Timestamp,
        if mayEnd: (OrchestratorState) -> Bool,
        start: () -> Void = {}
    ) async throws -> Job? {
        let ticket = OnceOnlyTicket()
        return try await withTaskCancellationHandler {
            let job = try await withCheckedThrowingContinuation { continuation in
                let isWaiting = state.withLock { state in
                    guard mayEnd(state), ticket.isOpen else { return false }
                    ticket.set(state.addWaiter(for: id, until: deadline, continuation))
                    return true
                }
                if isWaiting { start() } else { continuation.resume(returning: nil) }
            }
            try Task.checkCancellation()
            return job
        } onCancel: {
            guard let number = ticket.close() else { return }
            let waiter = state.withLock { $0.takeWaiter(number, of: id) }
            waiter?.continuation.resume(returning: nil)
        }
    }

    package func nodes() async -> [NodeState] { state.withLock { $0.machine.nodeStates() } }

    package func node(matching text: String) async throws -> NodeState {
        let nodes = await nodes()
        if let exact = nodes.first(where: { $0.info.id.text == text || $0.info.name == text }) { return exact }
        let matches = nodes.filter { $0.info.id.text.hasPrefix(text) || $0.info.id.text.shortID == text }
        guard matches.count <= 1 else {
            throw CoreError(
                .ambiguous,
                "'\(text)' is the beginning of \(matches.count) node ids",
                hint: "give more of the id",
                component: "Orchestrator"
            )
        }
        guard let match = matches.first, !text.isEmpty else {
            throw CoreError(
                .notFound,
                "node not found: \(text)",
                hint: "'bacalhau node list' shows all nodes",
                component: "Orchestrator"
            )
        }
        return match
    }

    package func setMembership(of text: String, to membership: NodeState.Membership, message: String) async throws {
        try await decide(.membershipChanged(node(matching: text).info.id, membership, message: message))
    }
}
