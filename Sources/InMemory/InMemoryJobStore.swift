package import ContentAddressing
package import Core
import Dispatch
import Synchronization

/// The job store of development mode and of the simulator: everything in memory, gone with the process.
///
/// It means the same as the SQLite store in every call. Lookups by id ignore the namespace; lookups by name keep to
/// it, and nil or `*` means all. It grows with the jobs it is given and forgets none.
package final class InMemoryJobStore: JobStore {
    /// The most ids that an `ambiguous` error names.
    private static let candidatesMax = 5

    private let tables = Mutex(JobTables())
    private let writer = DispatchQueue(label: "InMemoryJobStore")

    package init() {}

    package func commit(
        _ next: @escaping @Sendable () -> ChangeSet?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    ) {
        // A turn of its own, so that a commit asked for from within `done` is no recursion.
        writer.async {
            // It ends when the caller's queue is empty; the caller bounds that queue.
            var sets: [ChangeSet] = []
            while let set = next() { sets.append(set) }
            done(
                self.tables.withLock { tables in
                    do throws(CoreError) { try tables.check(sets) } catch { return .failure(error) }
                    for set in sets { tables.apply(set) }
                    return .success(())
                }
            )
        }
    }

    package func loadActive() async throws -> ActiveState {
        tables.withLock { tables in
            var state = ActiveState()
            for entry in tables.entriesInOrder where !entry.latest.state.isTerminal {
                state.jobs.append(entry.latest)
                state.executions += entry.executionsInOrder
            }
            return state
        }
    }

    package func job(matching text: String, namespace: String?) async throws -> Job {
        if let job = named(text, namespace: namespace == "*" ? nil : namespace) { return job }
        return try tables.withLock { tables in
            if let entry = tables.entries[JobID(text)] { return entry.latest }
            let ids = Self.beginning(with: text, tables.entries.keys.map(\.text))
            guard let first = ids.first, let entry = tables.entries[JobID(first)] else {
                let place = namespace.map { " in namespace '\($0)'" } ?? ""
                throw CoreError(
                    .notFound,
                    "job not found: \(text)\(place)",
                    hint: "list the jobs with 'bacalhau job list'",
                    component: "JobStore"
                )
            }
            guard ids.count == 1 else { throw Self.ambiguous("job", text, ids) }
            return entry.latest
        }
    }

    package func job(_ id: JobID, version: Int) async throws -> Job? {
        tables.withLock { $0.entries[id]?.job(version: version) }
    }

    package func versions(of id: JobID) async throws -> [Job] {
        tables.withLock { tables in tables.entries[id].map { $0.former + [$0.latest] } ?? [] }
    }

    package func job(named name: String, namespace: String) async throws -> Job? {
        named(name, namespace: namespace)
    }

    package func jobs(_ query: JobQuery) async throws -> [Job] {
        guard query.limit > 0 else { return [] }
        let namespace = query.namespace == "*" ? nil : query.namespace
        let found = tables.withLock { tables in
            tables.entries.values.filter { entry in
                let job = entry.latest
                return (namespace == nil || job.spec.namespace == namespace)
                    && (query.states.isEmpty || query.states.contains(job.state))
                    && query.labels.allSatisfy { $0.matches(job.spec.labels) }
            }
        }
        let sorted = found.sorted { left, right in
            let (one, other) = query.isReversed ? (right, left) : (left, right)
            let moments =
                query.order == .createdAt
                ? (one.latest.createdAt, other.latest.createdAt) : (one.latest.modifiedAt, other.latest.modifiedAt)
            return (moments.0, one.number) < (moments.1, other.number)
        }
        return sorted.dropFirst(max(0, query.offset)).prefix(query.limit).map(\.latest)
    }

    package func executions(of id: JobID, version: Int?) async throws -> [Execution] {
        let all = tables.withLock { $0.entries[id]?.executionsInOrder ?? [] }
        return version.map { version in all.filter { $0.jobVersion == version } } ?? all
    }

    package func execution(matching text: String) async throws -> Execution {
        try tables.withLock { tables in
            if let id = tables.jobOfExecution[ExecutionID(text)],
                let execution = tables.entries[id]?.executions[ExecutionID(text)]
            {
                return execution
            }
            let ids = Self.beginning(with: text, tables.jobOfExecution.keys.map(\.text))
            guard let first = ids.first.map({ ExecutionID($0) }), let id = tables.jobOfExecution[first],
                let execution = tables.entries[id]?.executions[first]
            else {
                throw CoreError(
                    .notFound,
                    "no execution has the id or the beginning of an id '\(text)'",
                    hint: "list a job's executions with 'bacalhau job executions'",
                    component: "JobStore"
                )
            }
            guard ids.count == 1 else { throw Self.ambiguous("execution", text, ids) }
            return execution
        }
    }

    package func history(of id: JobID, _ query: HistoryQuery) async throws -> [HistoryEvent] {
        guard query.limit > 0 else { return [] }
        let events = tables.withLock { $0.entries[id]?.events ?? [] }
        // Sequences count from 1, so that the event after sequence n has the index n.
        let start = Int(clamping: max(0, query.afterSequence))
        return Array(
            events.dropFirst(start).lazy.filter { event in
                event.time >= query.since
                    && (query.executionEvents.map { $0 == (event.executionID != nil) } ?? true)
                    && (query.jobVersion.map { $0 == event.jobVersion } ?? true)
                    && (query.executionPrefix.isEmpty
                        || event.executionID.map { $0.text.hasPrefix(query.executionPrefix) } ?? false)
            }.prefix(query.limit)
        )
    }

    package func block(_ cid: CID) async throws -> Block? {
        tables.withLock { tables in tables.blocks[cid.multihash].map { Block(cid: cid, bytes: $0) } }
    }

    package func jobCounts() async throws -> [(JobState, Int)] {
        let states = tables.withLock { $0.entries.values.map(\.latest.state) }
        return JobState.allCases.compactMap { state in
            let count = states.count { $0 == state }
            return count == 0 ? nil : (state, count)
        }
    }

    /// The newest job of the name; nil for the namespace means any.
    ///
    /// A job without a name is called by its id.
    private func named(_ name: String, namespace: String?) -> Job? {
        guard !name.isEmpty else { return nil }
        let entries = tables.withLock { tables in
            tables.entries(named: name).filter { namespace == nil || $0.latest.spec.namespace == namespace }
        }
        return entries.max { ($0.latest.createdAt, $0.number) < ($1.latest.createdAt, $1.number) }?.latest
    }

    private static func beginning(with text: String, _ ids: [String]) -> [String] {
        text.isEmpty ? [] : ids.filter { $0.hasPrefix(text) }.sorted()
    }

    private static func ambiguous(_ kind: String, _ text: String, _ ids: [String]) -> CoreError {
        let named = ids.prefix(candidatesMax).joined(separator: ", ")
        let more = ids.count > candidatesMax ? " and more" : ""
        return CoreError(
            .ambiguous,
            "'\(text)' begins the id of more than one \(kind): \(named)\(more)",
            hint: "give more characters of the id",
            component: "JobStore"
        )
    }
}
