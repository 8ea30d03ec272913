package import Core
import Scheduling
import Synchronization

extension OrchestratorService {
    package func metrics() async -> [Metric] {
        let counts = (try? await store.jobCounts()) ?? []
        return state.withLock { state in
            counts.map { jobState, count in
                let labels: StringMap = ["state": jobState.rawValue]
                return gauge("bacalhau_jobs", "Jobs in the store by state.", count, labels)
            } + figures(state.machine) + totals(state.counters) + nodeFigures(state.machine)
        }
    }

    private func figures(_ machine: SchedulerMachine) -> [Metric] {
        [
            gauge("bacalhau_jobs_active", "Jobs that are not terminal.", machine.activeJobCount),
            gauge("bacalhau_jobs_waiting", "Jobs with partitions to place.", machine.queuedJobCount),
            gauge("bacalhau_executions_live", "Executions without an outcome.", machine.liveExecutionCount),
        ]
    }

    private func totals(_ counters: OrchestratorState.Counters) -> [Metric] {
        [
            counter("bacalhau_job_submissions_total", "Accepted submissions.", counters.submissions),
            counter("bacalhau_jobs_ended_total", "Jobs that reached a final state.", counters.endedJobs),
            counter(
                "bacalhau_executions_completed_total",
                "Executions that completed.",
                counters.completedExecutions
            ),
            counter("bacalhau_executions_failed_total", "Executions that failed.", counters.failedExecutions),
            counter("bacalhau_store_commits_total", "Transactions of the job store.", counters.commits),
            counter("bacalhau_store_commit_failures_total", "Transactions that failed.", counters.commitFailures),
        ]
    }

    private func nodeFigures(_ machine: SchedulerMachine) -> [Metric] {
        machine.nodeStates().map { node in
            let isConnected = node.connection == .connected ? 1 : 0
            let labels: StringMap = ["node": node.info.name]
            return gauge("bacalhau_node_connected", "1 when the node is connected.", isConnected, labels)
        }
    }

    private func gauge(_ name: String, _ help: String, _ value: Int, _ labels: StringMap = StringMap()) -> Metric {
        Metric(name, help: help, kind: .gauge, labels: labels, value: Double(value))
    }

    private func counter(_ name: String, _ help: String, _ value: Int) -> Metric {
        Metric(name, help: help, kind: .counter, value: Double(value))
    }
}
