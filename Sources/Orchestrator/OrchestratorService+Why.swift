package import Core
import Scheduling
import Synchronization

extension OrchestratorService {
    package func why(matching text: String, namespace: String?) async throws -> WhyReport {
        let job = try await store.job(matching: text, namespace: namespace)
        if let report = state.withLock({ $0.machine.why(job.id, now: clock()) }) { return report }
        let executions = try await store.executions(of: job.id, version: job.version)
        var query = HistoryQuery()
        query.jobVersion = job.version
        query.limit = 10_000
        let history = try await store.history(of: job.id, query)
        let names = state.withLock { $0.machine.nodeStates() }
        let findings = executions.prefix(100).map { execution in
            let name = names.first { $0.info.id == execution.nodeID }?.info.name ?? execution.nodeID.text.shortID
            let placed = history.first { $0.executionID == execution.id && $0.topic == .scheduling }
            return finding(execution, on: name, reason: placed?.details["Reason"])
        }
        return WhyReport(summary: summary(of: job, executions), findings: findings, advice: advice(for: job))
    }

    private func finding(_ execution: Execution, on name: String, reason: String?) -> WhyReport.Finding {
        var text = "partition \(execution.partition)"
        if execution.attempt > 1 { text += " (try \(execution.attempt))" }
        text += execution.state == .completed ? " ran here" : " ended here as \(execution.state)"
        if let reason { text += " because \(reason)" }
        if !execution.stateMessage.isEmpty { text += ": \(execution.stateMessage)" }
        return WhyReport.Finding(subject: name, text: text, isMet: execution.state == .completed)
    }

    private func summary(of job: Job, _ executions: [Execution]) -> String {
        switch job.state {
        case .completed:
            let retries = executions.count - job.partitions
            let again = retries > 0 ? ", \(retries) of the runs were repeated" : ""
            return "The job completed: \(job.partitions) partition\(job.partitions == 1 ? "" : "s")\(again)."
        case .failed: return "The job failed: \(job.stateMessage)"
        case .stopped: return "The job was stopped: \(job.stateMessage)"
        default: return "The job is \(job.state.rawValue.lowercased())."
        }
    }

    private func advice(for job: Job) -> [String] {
        switch job.state {
        case .failed: ["bacalhau job logs \(job.id.text.shortID)", "bacalhau job history \(job.id.text.shortID)"]
        default: []
        }
    }
}
