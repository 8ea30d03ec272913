import ContentAddressing
package import Core

extension SchedulerMachine {
    /// Why the job waits, in one sentence.
    func waitingReason(of active: ActiveJob, now: Timestamp) -> String {
        if active.hasUnplaced, let missing = firstMissing(active) {
            return "No connected node holds \(missing); add it with 'bacalhau data add', or connect a node that has it."
        }
        if nodes.isEmpty { return "No node is connected." }
        let reasons = nodes.map { obstacles(to: active, on: $0.state) }
        let able = reasons.count { $0.isEmpty }
        guard able > 0 else { return noNodesMessage(for: active) }
        return "\(able) of \(nodes.count) nodes can run it and all of them are busy; it starts when one has room."
    }

    /// v1's not-enough-nodes text, with the nodes grouped by identical reason.
    func noNodesMessage(for active: ActiveJob) -> String {
        let needed = max(1, active.job.partitions)
        var message = "not enough nodes to run job. requested: \(needed), available: \(nodes.count), suitable: 0."
        var groups: [(reason: String, count: Int, example: String)] = []
        for entry in nodes {
            let reason = obstacles(to: active, on: entry.state).joined(separator: "; ")
            if let index = groups.firstIndex(where: { $0.reason == reason }) {
                groups[index].count += 1
            } else {
                groups.append((reason, 1, entry.state.info.name))
            }
        }
        for group in groups {
            let subject = group.count == 1 ? "Node \(group.example)" : "\(group.count) of \(nodes.count) nodes"
            message += "\n• \(subject): \(group.reason)"
        }
        return message
    }

    /// The reasons against a node for the next partition of the job that has no place.
    private func obstacles(to active: ActiveJob, on node: NodeState) -> [String] {
        var inputBytes: UInt64 = 0
        if active.key.shape.paid != nil {
            let partition = active.hasUnplaced ? active.unplaced[active.unplacedHead] : 0
            inputBytes = active.locality.needs(of: partition).bytes
        }
        return obstacles(to: active.key.shape, on: node, inputBytes: inputBytes)
    }

    private func firstMissing(_ active: ActiveJob) -> CID? {
        for offset in 0..<min(active.unplacedCount, 256) {
            if let cid = active.locality.needs(of: active.unplaced[active.unplacedHead + offset]).missing { return cid }
        }
        return nil
    }

    /// Why an active job does not run, or what it still waits for; nil for a job that is not active.
    package func why(_ id: JobID, now: Timestamp) -> WhyReport? {
        guard let active = jobs[id] else { return nil }
        var findings: [WhyReport.Finding] = []
        for entry in nodes {
            let subject = "\(entry.state.info.name) (\(entry.state.info.id.text.shortID))"
            let obstacles = self.obstacles(to: active, on: entry.state)
            findings += obstacles.map { WhyReport.Finding(subject: subject, text: $0, isMet: false) }
            if obstacles.isEmpty { findings.append(roomFinding(entry, subject, active)) }
        }
        let live = active.live.count
        var summary = "\(active.completed) of \(active.job.partitions) partitions are done, \(live) run or are about to"
        summary += active.hasUnplaced ? ", \(active.unplacedCount) wait." : "."
        var advice: [String] = []
        if active.hasUnplaced {
            summary += " " + waitingReason(of: active, now: now)
            if let missing = firstMissing(active) {
                advice.append("bacalhau data add PATH   # where PATH has the CID \(missing)")
            }
        }
        if !active.lastError.isEmpty {
            findings.append(
                WhyReport.Finding(subject: "job", text: "the last failed run said: \(active.lastError)", isMet: false)
            )
        }
        return WhyReport(summary: summary, findings: findings, advice: advice)
    }

    private func roomFinding(_ entry: NodeEntry, _ subject: String, _ active: ActiveJob) -> WhyReport.Finding {
        if entry.hasRoom(for: active.key.shape.resources) {
            return WhyReport.Finding(subject: subject, text: "can run it and has room", isMet: true)
        }
        let free = entry.snapshot.available
        return WhyReport.Finding(
            subject: subject,
            text: "can run it but is busy: \(entry.executions.count) executions; free \(free.cpuMillis)m CPU, "
                + "\(free.memoryBytes) B memory of the \(active.key.shape.resources.cpuMillis)m and "
                + "\(active.key.shape.resources.memoryBytes) B that it needs",
            isMet: false
        )
    }
}
