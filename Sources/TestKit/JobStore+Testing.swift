package import Core

extension JobStore {
    /// Commits the sets in one transaction.
    package func commit(_ sets: [ChangeSet]) async throws {
        let queue = RecordQueue(sets)
        try await commit { queue.next() }
    }

    /// Commits one set.
    package func commit(_ set: ChangeSet) async throws { try await commit([set]) }
}

extension ChangeSet {
    /// A set of the given records.
    package init(jobs: [Job] = [], executions: [Execution] = [], events: [HistoryEvent] = []) {
        self.init()
        self.jobs = jobs
        self.executions = executions
        self.events = events
    }
}
