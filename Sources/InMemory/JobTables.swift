import ContentAddressing
import Core

/// The state of ``InMemoryJobStore``: what the tables of the SQLite store hold, as values.
struct JobTables {
    /// One job with all that belongs to it.
    struct Entry {
        /// Counts jobs in the order in which they were stored.
        var number: Int
        var latest: Job
        /// By version, ascending, without the latest.
        var former: [Job] = []
        var executions: [ExecutionID: Execution] = [:]
        var events: [HistoryEvent] = []
    }

    private(set) var entries: [JobID: Entry] = [:]
    private(set) var jobOfExecution: [ExecutionID: JobID] = [:]
    /// The jobs that have or had a name, in the order in which they got it.
    private var idsByName: [String: [JobID]] = [:]
    private(set) var blocks: [Multihash: [UInt8]] = [:]

    /// Throws `internalError` before anything is changed when a record's job is neither stored nor in the sets so far.
    func check(_ sets: [ChangeSet]) throws(CoreError) {
        var added: Set<JobID> = []
        for set in sets {
            added.formUnion(set.jobs.map(\.id))
            let owners =
                set.executions.map { ($0.jobID, "execution \($0.id)") } + set.events.map { ($0.jobID, "an event") }
            for (id, subject) in owners where entries[id] == nil && !added.contains(id) {
                throw CoreError(
                    .internalError,
                    "\(subject) belongs to job \(id), which is not stored",
                    component: "JobStore"
                )
            }
        }
    }

    /// The set must have passed ``check(_:)``.
    mutating func apply(_ set: ChangeSet) {
        for job in set.jobs { apply(job) }
        for execution in set.executions {
            entries[execution.jobID]?.executions[execution.id] = execution
            jobOfExecution[execution.id] = execution.jobID
        }
        for var event in set.events {
            event.sequence = Int64((entries[event.jobID]?.events.count ?? 0) + 1)
            entries[event.jobID]?.events.append(event)
        }
        for block in set.blocks where blocks[block.cid.multihash] == nil {
            blocks[block.cid.multihash] = block.bytes
        }
    }

    private mutating func apply(_ job: Job) {
        if entries[job.id].map({ $0.latest.nameShown != job.nameShown }) ?? true {
            idsByName[job.nameShown, default: []].append(job.id)
        }
        guard let latest = entries[job.id]?.latest else {
            entries[job.id] = Entry(number: entries.count + 1, latest: job)
            return
        }
        if job.version >= latest.version {
            if job.version > latest.version { keep(latest) }
            entries[job.id]?.latest = job
        } else {
            keep(job)
        }
    }

    private mutating func keep(_ job: Job) {
        guard var former = entries[job.id]?.former else { return }
        let index = former.firstIndex { $0.version >= job.version } ?? former.count
        if index < former.count && former[index].version == job.version {
            former[index] = job
        } else {
            former.insert(job, at: index)
        }
        entries[job.id]?.former = former
    }

    /// The jobs that have the name now.
    func entries(named name: String) -> [Entry] {
        (idsByName[name] ?? []).compactMap { entries[$0] }.filter { $0.latest.nameShown == name }
    }

    /// In the order in which they were stored.
    var entriesInOrder: [Entry] { entries.values.sorted { $0.number < $1.number } }
}

extension JobTables.Entry {
    /// In the order of version, partition and attempt.
    var executionsInOrder: [Execution] {
        executions.values.sorted {
            ($0.jobVersion, $0.partition, $0.attempt, $0.id) < ($1.jobVersion, $1.partition, $1.attempt, $1.id)
        }
    }

    func job(version: Int) -> Job? {
        latest.version == version ? latest : former.first { $0.version == version }
    }
}

extension Job {
    /// A job without a name is called by its id.
    var nameShown: String { spec.name.isEmpty ? id.text : spec.name }
}
