import ContentAddressing
import Core
import Scheduling

extension ClusterSimulation {
    // MARK: - The orchestrator

    mutating func bootOrchestrator() {
        schedulerLife += 1
        var configuration = SchedulerConfiguration()
        configuration.seed = random.next()
        scheduler = SchedulerMachine(configuration: configuration, restoring: disk.active(), now: now)
        inbox = []
        pendingAcknowledgements = []
        stepAt = .distantFuture
        wakeOrchestrator(after: .zero)
    }

    private mutating func crashOrchestrator() {
        report.orchestratorCrashes += 1
        scheduler = nil
        inbox = []
        pendingAcknowledgements = []
        stepAt = .distantFuture
        agenda.add(.orchestratorBoots, at: now + .milliseconds(10 + random.below(20_000)))
    }

    /// One step: decide, commit, send.
    ///
    /// It may crash between any two of these.
    mutating func stepOrchestrator() {
        guard stepAt <= now, var machine = scheduler else { return }
        stepAt = .distantFuture
        let events = inbox
        inbox = []
        let decision = machine.handle(events, now: now)
        scheduler = machine
        // Orders may leave while the commit is under way; the commit may still fail with the process.
        let areOrdersEarly = random.chance(1, in: 2)
        if areOrdersEarly { send(decision.orders) }
        if crashes() { return crashOrchestrator() }
        disk.commit(decision.changes)
        if crashes() { return crashOrchestrator() }
        for id in pendingAcknowledgements where disk.jobs[id] != nil && !acknowledged.contains(id) {
            acknowledged.append(id)
        }
        pendingAcknowledgements = []
        if !areOrdersEarly { send(decision.orders) }
        for outgoing in decision.messages {
            send([outgoing])
            if crashes() { return crashOrchestrator() }
        }
        for job in decision.holderQuestions {
            agenda.add(.holders(job.id, life: schedulerLife), at: now + .milliseconds(random.below(500)))
        }
        if decision.nextDeadline < .distantFuture {
            wakeOrchestrator(after: max(.zero, decision.nextDeadline - now))
        }
    }

    private mutating func crashes() -> Bool { random.chance(faults.orchestratorCrash, in: 1000) }

    private mutating func send(_ groups: [Decision.Outgoing]) {
        for group in groups {
            guard let node = nodes.firstIndex(where: { $0.info.id == group.node }) else { continue }
            for delay in deliveries() { agenda.add(.toNode(group.messages, node), at: now + delay) }
        }
    }

    /// When copies of a message arrive: none when it is lost, two when it is repeated.
    private mutating func deliveries() -> [Duration] {
        if random.chance(faults.messageLoss, in: 1000) {
            report.messagesLost += 1
            return []
        }
        var copies = 1
        if random.chance(faults.messageRepeat, in: 1000) {
            report.messagesRepeated += 1
            copies = 2
        }
        return (0..<copies).map { _ in
            random.chance(faults.messageDelay, in: 1000)
                ? .milliseconds(random.below(12_000)) : .microseconds(100 + random.below(5_000))
        }
    }

    // MARK: - Nodes

    mutating func stepNode(_ index: Int, _ events: [NodeEvent]) {
        guard var machine = nodes[index].machine else { return }
        let decision = machine.handle(events, now: now)
        nodes[index].machine = machine
        for report in decision.journal { nodes[index].journal[report.executionID] = report }
        for id in decision.forget { nodes[index].journal.remove(id) }
        if random.chance(faults.nodeCrash, in: 1000) {
            report.nodeCrashes += 1
            nodes[index].crash()
            agenda.add(.nodeBoots(index), at: now + .milliseconds(100 + random.below(40_000)))
            return
        }
        if random.chance(faults.nodeDrain, in: 1000) { agenda.add(.nodeDrains(index), at: now) }
        for order in decision.start { start(order, on: index) }
        for id in decision.cancel {
            let ending = ExecutionReport(executionID: id, ending: .cancelled, message: "stopped")
            agenda.add(
                .executionEnds(index, life: nodes[index].life, ending),
                at: now + .milliseconds(random.below(50))
            )
        }
        if !decision.messages.isEmpty {
            for delay in deliveries() { agenda.add(.toOrchestrator(decision.messages, from: index), at: now + delay) }
        }
        if decision.isDrained { return endDrained(index) }
        if decision.nextDeadline < nodes[index].wakeAt || nodes[index].wakeAt <= now {
            nodes[index].wakeAt = decision.nextDeadline
            agenda.add(.nodeStep(index), at: decision.nextDeadline)
        }
    }

    /// The node says goodbye, which may be lost, and is down for a while.
    private mutating func endDrained(_ index: Int) {
        guard let farewell = nodes[index].machine?.farewell else { return }
        report.nodeDrains += 1
        for delay in deliveries() { agenda.add(.toOrchestrator([farewell], from: index), at: now + delay) }
        nodes[index].crash()
        agenda.add(.nodeBoots(index), at: now + .milliseconds(100 + random.below(40_000)))
    }

    private mutating func start(_ order: ExecutionOrder, on index: Int) {
        var report = ExecutionReport(executionID: order.execution.id, ending: .completed)
        if random.chance(faults.permanentFailure, in: 1000) {
            report = ExecutionReport(executionID: order.execution.id, ending: .failed, message: "the module traps")
            report.isPermanent = true
        } else if random.chance(faults.executionFailure, in: 1000) {
            let ending: ExecutionReport.Ending = random.chance(1, in: 4) ? .rejected : .failed
            report = ExecutionReport(executionID: order.execution.id, ending: ending, message: "the disk is full")
        } else {
            report.result = CID.raw(Multihash.sha256(of: Array("\(order.job.id) \(order.execution.partition)".utf8)))
            report.resultTsize = 100
        }
        let milliseconds = random.chance(1, in: 6) ? random.below(20_000) : random.below(200)
        report.usage.wallNanoseconds = UInt64(milliseconds) * 1_000_000
        let life = nodes[index].life
        agenda.add(.executionStarts(index, life: life, order.execution.id), at: now + .milliseconds(milliseconds / 2))
        agenda.add(.executionEnds(index, life: life, report), at: now + .milliseconds(milliseconds))
    }
}
