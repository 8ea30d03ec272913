import Core

extension SchedulerMachine {
    /// What does not agree within the books; empty when all is well.
    ///
    /// Costs O(all), for simulations and tests.
    package func brokenInvariants() -> [String] {
        var broken: [String] = []
        for id in jobs.sortedKeys {
            guard let active = jobs[id] else { continue }
            if active.job.state.isTerminal { broken.append("\(id): terminal job still active") }
            broken += partitionProblems(id, active)
        }
        for id in executions.sortedKeys {
            guard let live = executions[id] else { continue }
            if live.execution.state.isTerminal {
                broken.append("\(id): live execution in state \(live.execution.state)")
            }
            if jobs[live.execution.jobID]?.live[live.execution.partition] != id {
                broken.append("\(id): live execution that its job does not know")
            }
        }
        for entry in nodes {
            var sum = Resources.zero
            for id in entry.executions.sortedKeys {
                if let live = executions[id] {
                    sum = sum + live.execution.allocated
                    if live.isVerifying {
                        broken.append("\(id): assigned to its node, and its result is being checked")
                    }
                } else {
                    broken.append("\(id): assigned but not live")
                }
            }
            if sum != entry.assigned {
                broken.append("\(entry.state.info.id): assigned \(entry.assigned) but the sum is \(sum)")
            }
        }
        return broken
    }

    private func partitionProblems(_ id: JobID, _ active: ActiveJob) -> [String] {
        var broken: [String] = []
        var seen = Array(repeating: 0, count: active.results.count)
        for partition in active.unplaced[active.unplacedHead...] { seen[partition] += 1 }
        for partition in active.live.sortedKeys { seen[partition] += 1 }
        for (partition, result) in active.results.enumerated() {
            if result != nil { seen[partition] += 1 }
            if seen[partition] != 1 { broken.append("\(id): partition \(partition) is in \(seen[partition]) places") }
        }
        if active.completed != active.results.count(where: { $0 != nil }) {
            broken.append("\(id): completed count is off")
        }
        let waits = active.isInQueue || active.isParked
        if active.hasUnplaced && !waits { broken.append("\(id): has partitions to place and is in no queue") }
        return broken
    }
}
