import Core
import Ledger
import Scheduling
import Settlement

@testable import Deals

extension DealWorld {
    // MARK: - The client's driver

    mutating func step(_ events: [ClientDealEvent]) throws {
        guard var machine = client else { return }
        let actions = machine.handle(events, now: now)
        client = machine
        try perform(actions)
        followPlanOfClient()
        guard let next = client?.nextDeadline, next < clientTickAt else { return }
        clientTickAt = next
        queue.add(.tickClient(life: clientLife), at: max(next, now))
    }

    mutating func tickClient() throws {
        clientTickAt = .distantFuture
        try step([.tick])
    }

    private mutating func perform(_ actions: [ClientDealAction]) throws {
        for case .save(let record, let isAwaited) in actions {
            storeBusyUntil = max(storeBusyUntil, now + .milliseconds(delay()))
            let awaited = isAwaited ? [record.executionID] : []
            queue.add(.saveRecords(life: clientLife, [record], awaited: awaited), at: storeBusyUntil)
        }
        for action in actions { try perform(action) }
    }

    private mutating func perform(_ action: ClientDealAction) throws {
        let life = clientLife
        switch action {
        case .save: break
        case .measure(let order):
            let bytes = Result<UInt64, CoreError>.success(Self.inputBytes)
            add(.client(life: life, [.measured(order.execution.id, bytes)]), afterMilliseconds: delay())
        case .submit(let id, let purpose, let messages):
            note(id, messages)
            clientSendsUntil = max(clientSendsUntil, now + .milliseconds(delay()))
            queue.add(.sendOfClient(life: life, id, purpose, messages), at: clientSendsUntil)
        case .inspect(let id, let deal):
            add(.inspectForClient(life: life, id, deal), afterMilliseconds: delay())
        case .refreshTerms: add(.refreshTerms(life: life), afterMilliseconds: delay())
        case .loadOrder(let record): add(.loadOrder(life: life, record.executionID), afterMilliseconds: delay())
        case .tell(let node, let message):
            if let index = nodes.firstIndex(where: { $0.id == node }) { send(.toNode(index, message)) }
            if case .run(let orders) = message { for order in orders { followPlan(ofOrder: order.execution.id) } }
        case .report(let node, let message): try hear(message, from: node)
        case .exclude(let node, _, _): excluded.append(node)
        }
    }

    /// Remembers which deal was made for an execution.
    private mutating func note(_ id: ExecutionID, _ messages: [Message]) {
        guard case .post(let post) = messages.first, let index = executions.firstIndex(where: { $0.id == id }) else {
            return
        }
        executions[index].deals.append(
            ProtocolHash.deal(client: Sample.client, nonce: post.nonce, job: post.jobKey)
        )
    }

    mutating func save(_ life: Int, _ records: [DealRecord], _ awaited: [ExecutionID]) throws {
        guard life == clientLife else { return }
        let fails = hasFaults && random.chance(1, in: 20)
        if !fails {
            for record in records {
                if let index = store.firstIndex(where: { $0.executionID == record.executionID }) {
                    store[index] = record
                } else {
                    store.append(record)
                }
            }
        }
        guard !awaited.isEmpty else { return }
        let error = fails ? CoreError(.io, "the disk is full") : nil
        try step([.saved(awaited, error)])
    }

    // MARK: - Life and death

    mutating func crashClient() {
        guard client != nil, hasFaults else { return }
        client = nil
        clientLife += 1
        // What was told in the last moments may not have reached the scheduler's disk.
        for index in executions.indices where now - executions[index].toldAt < .seconds(2) {
            guard random.chance(1, in: 2) else { continue }
            executions[index].outcome = nil
            // Its order may have been the last one.
            add(.order(index), after: 90)
        }
        let isShort = plan?.random.chance(1, in: 2) == true
        add(.restartClient, after: 1 + random.below(isShort ? 20 : 600))
    }

    mutating func restartClient() throws {
        guard client == nil else { return }
        let account = ledger.machine.account(Sample.client)
        var machine = Sample.clientMachine(nonce: account?.nextDealNonce ?? 0, params: ledger.machine.params)
        machine.restore(store.filter(\.isOpen))
        client = machine
        clientLogRead = ledger.log.count
        isClientFollowing = false
        clientTickAt = .distantFuture
        storeBusyUntil = now
        clientSendsUntil = now
        for record in store where record.isOpen {
            add(.history(life: clientLife, record.executionID, DealID(record.deal)), afterMilliseconds: delay())
        }
        for index in nodes.indices { add(.register(index, life: nodes[index].life), after: random.below(20)) }
    }

    func history(_ life: Int, _ id: ExecutionID, _ deal: DealID) -> WorldItem {
        .client(life: life, [.history(id, ledger.history(of: deal))])
    }

    // MARK: - What nodes say

    mutating func deliver(_ message: NodeMessage, from index: Int) throws {
        guard let machine = client else { return }
        var sorted = SortedMessages()
        sorted.add(message, from: nodes[index].id, machine)
        if !sorted.events.isEmpty { try step(sorted.events) }
        if !sorted.acknowledged.isEmpty { send(.toNode(index, .acknowledged(sorted.acknowledged))) }
        for (report, incarnation) in sorted.unknown {
            let record = store.first { $0.executionID == report.executionID }
            let event = ClientDealEvent.recalled(record, report, from: nodes[index].id, incarnation)
            add(.client(life: clientLife, [event]), afterMilliseconds: delay())
        }
        for shown in sorted.unknownOpenings {
            let item = WorldItem.recallOpening(index, life: clientLife, shown.id, shown.deal, shown.rho)
            add(item, afterMilliseconds: delay())
        }
        for message in sorted.passed { try hear(message, from: nodes[index].id) }
    }

    // MARK: - The scheduler

    mutating func sendOrder(_ index: Int) throws {
        guard executions[index].outcome == nil else { return }
        add(.order(index), after: 60 + random.below(60))
        guard client != nil else { return }
        try step([.ordered(executions[index].order)])
    }

    mutating func stop(_ index: Int) throws {
        executions[index].isStopped = true
        guard executions[index].outcome == nil else { return }
        add(.stop(index), after: 100)
        guard let machine = client else { return }
        let id = executions[index].id
        if machine.hasDeal(id) {
            try step([.stopped(id, reason: "no longer wanted")])
        } else if let node = nodes.firstIndex(where: { $0.id == executions[index].order.execution.nodeID }) {
            send(.toNode(node, .stop(id, reason: "no longer wanted")))
            executions[index].vainStops += 1
            // As a scheduler does with what no heartbeat names.
            guard executions[index].vainStops >= 3 else { return }
            executions[index].outcome = ExecutionReport(executionID: id, ending: .cancelled, message: "no node has it")
            executions[index].toldAt = now
            // What comes later is not heard any more.
            executions[index].toldInLife = -1
        }
    }

    private mutating func hear(_ message: NodeMessage, from node: NodeID) throws {
        var reports: [ExecutionReport] = []
        switch message {
        case .finished(_, let finished): reports = finished
        case .returned(_, let ids):
            reports = ids.map { ExecutionReport(executionID: $0, ending: .rejected, message: "given back") }
        default: return
        }
        for report in reports {
            if let index = executions.firstIndex(where: { $0.id == report.executionID }) {
                try checkTold(report, index)
                if executions[index].outcome == nil {
                    executions[index].outcome = report
                    executions[index].toldAt = now
                    executions[index].toldInLife = clientLife
                }
            }
            if let index = nodes.firstIndex(where: { $0.id == node }) {
                send(.toNode(index, .acknowledged([report.executionID])))
            }
        }
    }
}
