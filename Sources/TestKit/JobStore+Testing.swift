package import Core
import Synchronization

extension JobStore {
    /// Commits the sets in one transaction.
    package func commit(_ sets: [ChangeSet]) async throws {
        let queue = SetQueue(sets)
        try await commit { queue.next() }
    }

    /// Commits one set.
    package func commit(_ set: ChangeSet) async throws { try await commit([set]) }
}

/// Change sets that are handed out one by one.
package final class SetQueue: Sendable {
    private let rest: Mutex<ArraySlice<ChangeSet>>

    package init(_ sets: [ChangeSet]) { rest = Mutex(sets[...]) }

    package func next() -> ChangeSet? { rest.withLock { $0.popFirst() } }
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
