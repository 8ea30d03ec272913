import ContentAddressing
import Core
import Scheduling
import Settlement

@testable import Deals

extension DealWorld {
    // MARK: - The bus

    /// Sends over the network, which loses, repeats and delays.
    mutating func send(_ item: WorldItem) {
        guard hasFaults else { return add(item, afterMilliseconds: random.below(300)) }
        if random.chance(1, in: 8) { return }
        for _ in 0..<(random.chance(1, in: 8) ? 2 : 1) {
            add(item, afterMilliseconds: random.chance(1, in: 12) ? random.below(200_000) : random.below(3_000))
        }
    }

    // MARK: - The node's driver

    /// What the inputs of all work without fuel have.
    static let inputBytes: UInt64 = 700

    mutating func step(_ index: Int, _ events: [NodeDealEvent]) throws {
        guard var machine = nodes[index].machine else { return }
        let actions = machine.handle(events, now: now)
        nodes[index].machine = machine
        try perform(index, actions)
        followPlan(ofNode: index)
        guard let next = nodes[index].machine?.nextDeadline, next < nodes[index].tickAt else { return }
        nodes[index].tickAt = next
        queue.add(.tickNode(index, life: nodes[index].life), at: max(next, now))
    }

    mutating func tick(_ index: Int) throws {
        nodes[index].tickAt = .distantFuture
        try step(index, [.tick])
    }

    private mutating func perform(_ index: Int, _ actions: [NodeDealAction]) throws {
        for case .keep(let id, let opening) in actions {
            queue.add(.keep(index, life: nodes[index].life, id, opening), at: diskTime(index))
        }
        for case .forget(let deal) in actions {
            queue.add(.forget(index, life: nodes[index].life, DealID(deal)), at: diskTime(index))
        }
        for action in actions { try perform(index, action) }
    }

    private mutating func diskTime(_ index: Int) -> Timestamp {
        nodes[index].diskBusyUntil = max(nodes[index].diskBusyUntil, now + .milliseconds(delay()))
        return nodes[index].diskBusyUntil
    }

    private mutating func perform(_ index: Int, _ action: NodeDealAction) throws {
        let life = nodes[index].life
        switch action {
        case .keep, .forget: break
        case .submit(let deal, let purpose, let message):
            nodes[index].ledgerBusyUntil = max(nodes[index].ledgerBusyUntil, now + .milliseconds(delay()))
            queue.add(.sendOfNode(index, life: life, deal, purpose, message), at: nodes[index].ledgerBusyUntil)
        case .measure(let order, let price):
            let bytes = Result<UInt64, CoreError>.success(Self.inputBytes)
            add(.node(index, life: life, [.measured(order, price: price, bytes)]), afterMilliseconds: delay())
        case .offer(let id, let job, let price, let expiry):
            let offer = Sample.offer(index, job: job, price: price, expiry: expiry)
            send(.toClient(from: index, .offered(id, offer: offer, reason: "")))
        case .makeNoOffer(let id, let reason): send(.toClient(from: index, .offered(id, offer: [], reason: reason)))
        case .inspect(let deal): add(.inspectForNode(index, life: life, deal), afterMilliseconds: delay())
        case .hold(let deal, _): nodes[index].held[deal] = true
        case .release(let deal):
            guard nodes[index].held.remove(deal) != nil else {
                throw fail("node \(index) releases what it does not hold")
            }
        case .run(let order): try start(index, order)
        case .stop(let id, _): try end(index, id)
        case .show(let id, let deal, let rho, let incarnation):
            send(.toClient(from: index, .opened(incarnation, id, deal: deal, rho: rho)))
        case .report(let reports, let incarnation): tell(index, reports, incarnation)
        }
    }

    /// Sends reports, changed by those who lie there.
    private mutating func tell(_ index: Int, _ reports: [ExecutionReport], _ incarnation: Incarnation) {
        for report in reports {
            var changed = report
            let isRepeated = nodes[index].told.contains(report.executionID)
            if report.result != nil {
                let isOpen =
                    execution(of: report.executionID)?.deals.last.map { ledger.machine.deal($0) != nil } ?? false
                switch nodes[index].kind {
                case .misreporter: changed.result = Sample.cid("misreport")
                case .withholder:
                    if isOpen { continue }
                    changed.result = Sample.cid("late misreport")
                case .equivocator: if isRepeated { changed.result = Sample.cid("second thought") }
                case .honest, .liar, .cartel: break
                }
            }
            nodes[index].told[report.executionID] = true
            send(.toClient(from: index, .finished(incarnation, [changed])))
        }
    }

    private func execution(of id: ExecutionID) -> WorldExecution? { executions.first { $0.id == id } }

    mutating func keep(_ index: Int, _ life: Int, _ id: ExecutionID, _ opening: KeptOpening) throws {
        guard life == nodes[index].life else { return }
        guard
            opening.inputs.isEmpty || nodes[index].held.contains(opening.deal)
                || ledger.closed[DealID(opening.deal)] != nil
        else { throw fail("node \(index) does not hold what it has read for \(opening.deal.hex)") }
        let fails = hasFaults && random.chance(1, in: 15)
        if !fails {
            nodes[index].kept.removeAll { $0.deal == opening.deal && $0.slot == opening.slot }
            nodes[index].kept.append(opening)
        }
        try step(index, [.kept([id], fails ? CoreError(.io, "the disk is full") : nil)])
    }

    mutating func forget(_ index: Int, _ life: Int, _ deal: DealID) throws {
        guard life == nodes[index].life else { return }
        nodes[index].kept.removeAll { $0.deal == deal.digest }
        guard let open = ledger.machine.deal(deal), let slot = ledger.machine.slot(of: nodes[index].account, in: open)
        else { return }
        guard open.slots[slot].state != .committed else { throw fail("node \(index) forgets what opens \(deal)") }
    }

    // MARK: - Running

    mutating func deliver(_ message: OrchestratorMessage, to index: Int) throws {
        guard nodes[index].machine != nil else { return }
        switch message {
        case .run(let orders):
            for order in orders {
                let isMetered = order.job.spec.task.engine.type == WasmParameters.engineType
                guard let terms = order.deal, terms.fuelMax > 0 || !isMetered, order.job.spec.trust == nil else {
                    throw fail("\(order.execution.id) was ordered without a limit, or with the client's plans")
                }
                if terms.isOver { try start(index, order) } else { try step(index, [.ordered(order)]) }
            }
        case .stop(let id, let reason):
            try step(index, [.stopped(id, reason: reason)])
        case .openingTaken(let deal): try step(index, [.openingTaken(deal)])
        case .acknowledged(let ids):
            nodes[index].reports.removeAll { ids.contains($0.executionID) }
        case .quote(let order, let price): try step(index, [.asked(order, price: price)])
        case .recall, .registerAgain: break
        }
    }

    private mutating func start(_ index: Int, _ order: ExecutionOrder) throws {
        let id = order.execution.id
        guard !nodes[index].running.contains(id) else { return }
        if nodes[index].done.contains(id) {
            let refusal = ExecutionReport(executionID: id, ending: .rejected, message: "ended before")
            return try pass(index, [nodes[index].reports.first { $0.executionID == id } ?? refusal])
        }
        nodes[index].running.append(id)
        add(.ran(index, life: nodes[index].life, order), after: 3 + random.below(100))
    }

    mutating func ran(_ index: Int, _ order: ExecutionOrder) throws {
        let id = order.execution.id
        guard nodes[index].running.contains(id) else { return }
        nodes[index].running.removeAll { $0 == id }
        nodes[index].done[id] = true
        if hasFaults, random.chance(1, in: 20) {
            nodes[index].brokenAt = seconds
            // It could not be done here, for a reason that has nothing to do with the program.
            return try finish(index, ExecutionReport(executionID: id, ending: .failed, message: "no disk"))
        }
        try finish(index, Sample.report(id, answer(index, order)))
    }

    private func answer(_ index: Int, _ order: ExecutionOrder) -> String {
        let base = ClientDealMachine.checkedID(order.execution.id) ?? order.execution.id
        let primary = executions.first { $0.id == base }?.order.execution.nodeID
        let isLed = nodes.contains { $0.id == primary && $0.kind == .cartel }
        switch nodes[index].kind {
        case .liar: return "lie \(index) \(base)"
        case .cartel: return isLed ? "lie \(base)" : "truth \(base)"
        case .honest, .misreporter, .withholder, .equivocator: return "truth \(base)"
        }
    }

    private mutating func end(_ index: Int, _ id: ExecutionID) throws {
        // As a node does: its order is not to be done when it comes, and nobody hears of it.
        guard nodes[index].running.contains(id) else { return nodes[index].done[id] = true }
        nodes[index].running.removeAll { $0 == id }
        nodes[index].done[id] = true
        try finish(index, ExecutionReport(executionID: id, ending: .cancelled, message: "stopped"))
    }

    private mutating func finish(_ index: Int, _ report: ExecutionReport) throws {
        nodes[index].reports.append(report)
        try pass(index, [report])
        if nodes[index].reports.count == 1 { add(.repeatReports(index, life: nodes[index].life), after: 30) }
    }

    /// Hands reports to the deals they belong to, or out.
    private mutating func pass(_ index: Int, _ reports: [ExecutionReport]) throws {
        let incarnation = nodes[index].incarnation
        for report in reports {
            if nodes[index].machine?.hasDeal(report.executionID) == true {
                try step(index, [.finished([report], incarnation)])
            } else {
                tell(index, [report], incarnation)
            }
        }
    }

    mutating func repeatReports(_ index: Int) throws {
        guard !nodes[index].reports.isEmpty else { return }
        add(.repeatReports(index, life: nodes[index].life), after: 30)
        try pass(index, nodes[index].reports)
    }

    mutating func register(_ index: Int) {
        guard nodes[index].machine != nil else { return }
        if client?.nodes[nodes[index].id]?.incarnation == nodes[index].incarnation { return }
        send(.toClient(from: index, .register(Sample.node(index), nodes[index].incarnation, known: [])))
        add(.register(index, life: nodes[index].life), after: 30)
    }

    // MARK: - Life and death

    mutating func crash(_ index: Int) {
        guard nodes[index].machine != nil, hasFaults else { return }
        nodes[index].machine = nil
        nodes[index].life += 1
        nodes[index].downs.append(seconds)
        nodes[index].held = LookupTable()
        nodes[index].running = []
        nodes[index].reports = []
        nodes[index].done = LookupTable()
        let isShort = plan?.random.chance(1, in: 2) == true
        add(.restartNode(index), after: 1 + random.below(isShort ? 20 : 600))
    }

    mutating func restart(_ index: Int) throws {
        guard nodes[index].machine == nil else { return }
        var machine = Sample.nodeMachine(index)
        let actions = machine.restore(nodes[index].kept, now: now)
        nodes[index].machine = machine
        if nodes[index].life > 0 { nodes[index].downs.append(seconds) }
        nodes[index].logRead = ledger.log.count
        nodes[index].isFollowing = false
        nodes[index].tickAt = .distantFuture
        nodes[index].diskBusyUntil = now
        nodes[index].ledgerBusyUntil = now
        try perform(index, actions)
        add(.recallSlots(index, life: nodes[index].life), afterMilliseconds: delay())
        register(index)
    }

    /// What the ledger's log says of a node's account as long as its slots can be left.
    mutating func recallSlots(_ index: Int) throws {
        let account = nodes[index].account
        let oldest = seconds - ledger.machine.params.tFetch
        let entries = ledger.entries(of: account, since: oldest)
        let life = nodes[index].life
        if !entries.isEmpty { add(.node(index, life: life, [.logged(entries)]), afterMilliseconds: delay()) }
    }
}
