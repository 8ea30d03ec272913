import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// One node's machine on a real ledger, with a client that does what it should.
struct NodeScene {
    var client: ClientScene
    var machine = Sample.nodeMachine(0)
    var read = 0
    var runs: [ExecutionOrder] = []
    var stops: [ExecutionID] = []
    var told: [ExecutionReport] = []
    var kept: [(id: ExecutionID, opening: KeptOpening)] = []
    var forgotten: [Digest256] = []
    var inspects: [DealID] = []
    var submits: [(deal: DealID, purpose: NodeDealAction.Purpose, message: Message)] = []
    var shown: [(id: ExecutionID, rho: Digest256)] = []
    var measures: [ExecutionOrder] = []
    var offers: [(id: ExecutionID, job: JobKey, price: Int64, expiry: Int64)] = []
    var held: [Digest256] = []
    var released: [Digest256] = []
    /// Why it made no offers.
    var silences: [String] = []

    init() throws { client = try ClientScene() }

    var now: Timestamp { client.now }

    mutating func handle(_ events: NodeDealEvent...) { note(machine.handle(events, now: now)) }

    mutating func note(_ actions: [NodeDealAction]) {
        for action in actions {
            switch action {
            case .keep(let id, let opening): kept.append((id, opening))
            case .forget(let deal): forgotten.append(deal)
            case .submit(let deal, let purpose, let message): submits.append((deal, purpose, message))
            case .measure(let order, _): measures.append(order)
            case .offer(let id, let job, let price, let expiry): offers.append((id, job, price, expiry))
            case .makeNoOffer(_, let reason): silences.append(reason)
            case .inspect(let deal): inspects.append(deal)
            case .hold(let deal, _): held.append(deal)
            case .release(let deal): released.append(deal)
            case .run(let order): runs.append(order)
            case .stop(let id, _): stops.append(id)
            case .show(let id, _, let rho, _): shown.append((id, rho))
            case .report(let reports, _): told += reports
            }
        }
    }

    /// Answers what the machine asks of the ledger, and hands it the log.
    mutating func pump() throws {
        while !submits.isEmpty || !inspects.isEmpty || read < client.ledger.log.count {
            let entries = Array(client.ledger.log[read...])
            read = client.ledger.log.count
            if !entries.isEmpty { handle(.logged(entries)) }
            let asked = inspects
            inspects = []
            for deal in asked { handle(.inspected(deal, client.ledger.statement(deal))) }
            guard !submits.isEmpty else { continue }
            let submit = submits.removeFirst()
            let answers = try client.ledger.apply([submit.message], from: Sample.accounts[0], now: client.seconds)
            guard let answer = answers.first else { continue }
            handle(.answered(submit.deal, submit.purpose, .success(answer)))
        }
    }

    mutating func pass(_ total: Int) throws {
        for _ in 0..<(total / 30) {
            try client.pass(30)
            try pump()
            handle(.tick)
            try pump()
        }
    }

    /// An order for slot 0, as the client sends it.
    mutating func ordered(_ spec: JobSpec = Sample.spec(.verified, checkPpm: 25_000)) throws -> ExecutionOrder {
        _ = try client.running(spec)
        guard case .run(let orders) = client.sent.last?.message else { throw CoreError(.notFound, "no order") }
        return try #require(orders.first)
    }

    /// Admitted and running.
    mutating func running(_ spec: JobSpec = Sample.spec(.verified, checkPpm: 25_000)) throws -> ExecutionOrder {
        let order = try ordered(spec)
        handle(.ordered(order))
        try pump()
        #expect(runs.map(\.execution.id) == [order.execution.id])
        return order
    }

    mutating func finish(_ order: ExecutionOrder, _ report: ExecutionReport? = nil) {
        handle(.finished([report ?? Sample.report(order.execution.id, "truth")], Incarnation(1)))
    }

    /// Committed, with the opening on disk.
    mutating func committed(_ spec: JobSpec = Sample.spec(.verified, checkPpm: 25_000)) throws -> ExecutionOrder {
        let order = try running(spec)
        finish(order)
        handle(.kept([order.execution.id], nil))
        try pump()
        try client.pump()
        return order
    }

    func slot(_ order: ExecutionOrder) throws -> Slot {
        let deal = try #require(order.deal)
        return try #require(client.ledger.machine.deal(DealID(deal.deal))?.slots.first)
    }
}
