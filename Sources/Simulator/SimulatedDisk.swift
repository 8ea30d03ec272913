import Core

/// The orchestrator's store: only what was committed is here after a crash.
struct SimulatedDisk {
    private(set) var jobs = LookupTable<JobID, Job>()
    private(set) var executions = LookupTable<ExecutionID, Execution>()
    private(set) var completedRuns = LookupTable<PartitionKey, ExecutionID>()
    private(set) var problems: [String] = []

    struct PartitionKey: Hashable, Sendable {
        var job: JobID
        var version: Int
        var partition: Int
    }

    /// Writes a change set, and checks what must never be written.
    mutating func commit(_ changes: ChangeSet) {
        for job in changes.jobs {
            if let former = jobs[job.id], former.version == job.version, former.state.isTerminal,
                former.state != job.state
            {
                problems.append("\(job.id): final state \(former.state) became \(job.state)")
            }
            if let former = jobs[job.id], former.version > job.version { continue }
            jobs[job.id] = job
        }
        for execution in changes.executions {
            if let former = executions[execution.id], former.state.isTerminal, former.state != execution.state {
                problems.append("\(execution.id): final state \(former.state) became \(execution.state)")
            }
            executions[execution.id] = execution
            guard execution.state == .completed else { continue }
            let key = PartitionKey(job: execution.jobID, version: execution.jobVersion, partition: execution.partition)
            if let other = completedRuns[key], other != execution.id {
                problems.append(
                    "\(execution.jobID) partition \(execution.partition) was accepted twice: \(other), \(execution.id)"
                )
            }
            completedRuns[key] = execution.id
        }
    }

    /// What a restarted orchestrator loads.
    func active() -> ActiveState {
        var state = ActiveState()
        state.jobs = jobs.sortedKeys.compactMap { jobs[$0] }.filter { !$0.state.isTerminal }
        let ids = state.jobs.reduce(into: LookupTable<JobID, Bool>()) { $0[$1.id] = true }
        state.executions = executions.sortedKeys.compactMap { executions[$0] }.filter { ids.contains($0.jobID) }
        return state
    }
}
