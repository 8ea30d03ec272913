import ContentAddressing
import Core
import InMemory
import Synchronization

/// The in-memory job store, whose commits fail when they are told to.
final class FaultyStore: JobStore {
    private let inner = InMemoryJobStore()
    private let failuresLeft = Mutex(0)
    let commits = Mutex(0)

    /// The next so many commits fail, after they have taken everything that was to be committed.
    func failCommits(_ count: Int) { failuresLeft.withLock { $0 = count } }

    func commit(
        _ next: @escaping @Sendable () -> ChangeSet?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    ) {
        let isFaulty = failuresLeft.withLock { left in
            defer { left = max(0, left - 1) }
            return left > 0
        }
        guard isFaulty else {
            return inner.commit(next) { result in
                self.commits.withLock { $0 += 1 }
                done(result)
            }
        }
        inner.commit({
            while next() != nil {}
            return nil
        }) { _ in done(.failure(CoreError(.exhausted, "the disk is full", component: "JobStore"))) }
    }

    func loadActive() async throws -> ActiveState { try await inner.loadActive() }
    func job(matching text: String, namespace: String?) async throws -> Job {
        try await inner.job(matching: text, namespace: namespace)
    }
    func job(_ id: JobID, version: Int) async throws -> Job? { try await inner.job(id, version: version) }
    func versions(of id: JobID) async throws -> [Job] { try await inner.versions(of: id) }
    func job(named name: String, namespace: String) async throws -> Job? {
        try await inner.job(named: name, namespace: namespace)
    }
    func jobs(_ query: JobQuery) async throws -> [Job] { try await inner.jobs(query) }
    func executions(of id: JobID, version: Int?) async throws -> [Execution] {
        try await inner.executions(of: id, version: version)
    }
    func execution(matching text: String) async throws -> Execution { try await inner.execution(matching: text) }
    func history(of id: JobID, _ query: HistoryQuery) async throws -> [HistoryEvent] {
        try await inner.history(of: id, query)
    }
    func block(_ cid: CID) async throws -> Block? { try await inner.block(cid) }
    func jobCounts() async throws -> [(JobState, Int)] { try await inner.jobCounts() }
}
