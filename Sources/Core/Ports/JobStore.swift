package import ContentAddressing

/// Everything that one decision of the orchestrator changes; written all or not at all.
package struct ChangeSet: Sendable {
    /// Whole records; each id at most once per set.
    package var jobs: [Job] = []
    package var executions: [Execution] = []
    package var events: [HistoryEvent] = []
    package var blocks: [Block] = []

    package init() {}

    package var isEmpty: Bool { jobs.isEmpty && executions.isEmpty && events.isEmpty && blocks.isEmpty }
}

/// What is needed to go on after a restart: every job that is not terminal, with its executions.
package struct ActiveState: Sendable {
    package var jobs: [Job] = []
    package var executions: [Execution] = []
    package init() {}
}

/// Which jobs a list asks for.
package struct JobQuery: Sendable, Hashable {
    package enum Order: String, Sendable, Hashable {
        case createdAt = "created_at"
        case modifiedAt = "modified_at"
    }

    /// Nil means all namespaces.
    package var namespace: String?
    package var order = Order.createdAt
    package var isReversed = false
    package var limit = 10
    package var offset = 0
    package var labels: [Constraint] = []
    /// Empty means all states.
    package var states: [JobState] = []

    package init() {}
}

/// Which part of a job's history is asked for.
package struct HistoryQuery: Sendable, Hashable {
    package var since = Timestamp.zero
    /// Nil means both job and execution events.
    package var executionEvents: Bool?
    /// An id or the beginning of one; empty means all.
    package var executionPrefix = ""
    /// Nil means all versions.
    package var jobVersion: Int?
    package var afterSequence: Int64 = 0
    package var limit = 100

    package init() {}
}

/// Keeps jobs, executions and their history.
package protocol JobStore: Sendable {
    /// Commits change sets in one durable transaction.
    ///
    /// `next` is called on the store's own thread until it returns nil, each set being written as it comes; then the
    /// transaction is committed. So what is decided while a commit is being prepared joins it. `done` is called on the
    /// same thread: on success all sets are on disk (or, with relaxed durability, handed to the operating system), on
    /// failure none is. A commit that is asked for from within `done` follows at once.
    func commit(
        _ next: @escaping @Sendable () -> ChangeSet?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    )

    func loadActive() async throws -> ActiveState

    /// A job by name in the namespace, by full id, or by the beginning of its id, in this order.
    ///
    /// Throws `notFound` or `ambiguous`.
    func job(matching text: String, namespace: String?) async throws -> Job
    /// A former version of a job, or nil.
    func job(_ id: JobID, version: Int) async throws -> Job?
    /// All stored versions, oldest first.
    func versions(of id: JobID) async throws -> [Job]
    /// The newest job of exactly this name that is not gone, or nil.
    func job(named name: String, namespace: String) async throws -> Job?
    func jobs(_ query: JobQuery) async throws -> [Job]
    /// Executions in the order of partition and attempt; nil means all versions.
    func executions(of id: JobID, version: Int?) async throws -> [Execution]
    func execution(matching text: String) async throws -> Execution
    func history(of id: JobID, _ query: HistoryQuery) async throws -> [HistoryEvent]
    /// A block written with a change set (a share's directory, a joined result), or nil.
    func block(_ cid: CID) async throws -> Block?
    /// Counts of jobs by state, for figures.
    func jobCounts() async throws -> [(JobState, Int)]
}

extension JobStore {
    /// As `commit(_:done:)`, for callers that wait.
    package func commit(_ next: @escaping @Sendable () -> ChangeSet?) async throws {
        try await withCheckedThrowingContinuation { continuation in
            commit(next) { result in continuation.resume(with: result.mapError { $0 as any Error }) }
        }
    }
}
