package import ContentAddressing
package import Core
import GRDB
import Synchronization

/// The job store in one SQLite file.
///
/// All writes go through one queue (``GroupCommitter``), reads through a few connections that never wait for it. One
/// process owns the file. A commit takes what `next` gives until it is empty, so that a burst of decisions costs one
/// flush of the disk; calls to `commit` that overlap share a transaction as well, and then its failure too.
///
/// Lookups by id ignore the namespace; lookups by name keep to it, and nil or `*` means all.
package final class SQLiteJobStore: JobStore {
    /// Kept apart from the store, since work on the writer queue must not hold the file.
    private final class Desk: Sendable {
        let memory = Mutex(JobWriterMemory())
    }

    let file: DatabaseFile
    private let committer: GroupCommitter
    private let desk = Desk()

    /// Opens or creates the file; its folder must exist.
    ///
    /// Throws `unavailable` (another process has it, or a newer program wrote it), `corrupt`, `io` or `exhausted`.
    package init(path: String, durability: Durability = .full) throws {
        file = try DatabaseFile(path: path, kind: JobSchema.kind, durability: durability)
        committer = GroupCommitter(gauge: file.gauge) { [desk] in
            desk.memory.withLock { $0.cursors.removeAll() }
        }
    }

    /// Closes the file and lets another process have it; calls under way must have ended.
    ///
    /// Later calls throw.
    package func close() throws { try file.close() }

    package func commit(
        _ next: @escaping @Sendable () -> ChangeSet?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    ) {
        let work: GroupCommitter.Work = { [desk] transaction in
            guard var set = next() else { return }
            try transaction.begin()
            let writer = try JobWriter(transaction.db)
            // It ends when the caller's queue is empty; the caller bounds that queue.
            while true {
                try desk.memory.withLock { try writer.write(set, &$0) }
                guard let more = next() else { return }
                set = more
            }
        }
        committer.perform(work, in: file) { [failure = file.failure] result in
            done(result.mapError { failure.coreError($0, while: "committing changes") })
        }
    }

    package func loadActive() async throws -> ActiveState {
        try await file.read("loading the active jobs") { db in
            let reader = JobReader(db: db)
            var state = ActiveState()
            state.jobs = try reader.activeJobs()
            state.executions = try reader.activeExecutions()
            return state
        }
    }

    package func job(matching text: String, namespace: String?) async throws -> Job {
        let namespace = namespace == "*" ? nil : namespace
        return try await file.read("looking up a job") {
            try JobReader(db: $0).job(matching: text, namespace: namespace)
        }
    }

    package func job(_ id: JobID, version: Int) async throws -> Job? {
        try await file.read("looking up a job's version") { try JobReader(db: $0).job(id, version: version) }
    }

    package func versions(of id: JobID) async throws -> [Job] {
        try await file.read("listing a job's versions") { try JobReader(db: $0).versions(of: id) }
    }

    package func job(named name: String, namespace: String) async throws -> Job? {
        try await file.read("looking up a job by name") { try JobReader(db: $0).job(named: name, namespace: namespace) }
    }

    package func jobs(_ query: JobQuery) async throws -> [Job] {
        try await file.read("listing jobs") { try JobReader(db: $0).jobs(query) }
    }

    package func executions(of id: JobID, version: Int?) async throws -> [Execution] {
        try await file.read("listing executions") { try JobReader(db: $0).executions(of: id, version: version) }
    }

    package func execution(matching text: String) async throws -> Execution {
        try await file.read("looking up an execution") { try JobReader(db: $0).execution(matching: text) }
    }

    package func history(of id: JobID, _ query: HistoryQuery) async throws -> [HistoryEvent] {
        try await file.read("reading a job's history") { try JobReader(db: $0).history(of: id, query) }
    }

    package func block(_ cid: CID) async throws -> Block? {
        try await file.read("reading a block") { try JobReader(db: $0).block(cid) }
    }

    package func jobCounts() async throws -> [(JobState, Int)] {
        try await file.read("counting jobs") { try JobReader(db: $0).counts() }
    }
}
