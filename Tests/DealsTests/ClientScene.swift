import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// One client machine on a real ledger; what it wants done is done when the test says so.
struct ClientScene {
    var machine: ClientDealMachine
    var ledger: PureLedger
    var now = Timestamp.zero + .seconds(1_000_000)
    var read = 0
    /// What the orchestrator was told of ends, in order.
    var told: [ExecutionReport] = []
    /// The words of progress that it was told.
    var progress: [String] = []
    var sent: [(node: NodeID, message: OrchestratorMessage)] = []
    var saved: [DealRecord] = []
    var submits: [(id: ExecutionID, purpose: ClientDealAction.Purpose, messages: [Message])] = []
    var inspects: [(ExecutionID, DealID)] = []
    var measures: [ExecutionOrder] = []
    var excluded: [NodeID] = []
    var refreshes = 0
    var loads = 0

    init(nodes: Int = 7, registered: Int = 7, params: Params = PureLedger.params, money: Int64 = 1_000_000_000) throws {
        ledger = try Sample.ledger(nodes: nodes, params: params, money: money)
        machine = Sample.clientMachine(params: params)
        for index in 0..<registered { handle(.registered(Sample.node(index), Incarnation(1))) }
    }

    var seconds: Int64 { now.nanoseconds / 1_000_000_000 }

    mutating func handle(_ events: ClientDealEvent...) {
        for action in machine.handle(events, now: now) {
            switch action {
            case .save(let record, _): saved.append(record)
            case .measure(let order): measures.append(order)
            case .submit(let id, let purpose, let messages): submits.append((id, purpose, messages))
            case .inspect(let id, let deal): inspects.append((id, deal))
            case .refreshTerms: refreshes += 1
            case .loadOrder: loads += 1
            case .tell(let node, let message): sent.append((node, message))
            case .report(_, .finished(_, let reports)): told += reports
            case .report(_, .progress(_, _, _, let detail)): progress.append(detail)
            case .report(_, .returned(_, let ids)):
                told += ids.map { ExecutionReport(executionID: $0, ending: .rejected) }
            case .report: break
            case .exclude(let node, _, _): excluded.append(node)
            }
        }
    }

    /// Carries out what waits for the ledger, and reads what it says, until nothing waits.
    mutating func pump() throws {
        while !submits.isEmpty || !inspects.isEmpty || read < ledger.log.count {
            while !submits.isEmpty {
                let submit = submits.removeFirst()
                let answers = try ledger.apply(submit.messages, from: Sample.client, now: seconds)
                handle(.answered(submit.id, submit.purpose, .success(answers)))
            }
            let entries = Array(ledger.log[read...])
            read = ledger.log.count
            if !entries.isEmpty { handle(.logged(entries)) }
            let asked = inspects
            inspects = []
            for (id, deal) in asked { handle(.inspected(id, ledger.statement(deal))) }
        }
    }

    /// Lets time pass, with ticks of the ledger and the machine.
    mutating func pass(_ total: Int) throws {
        for _ in 0..<(total / 30) {
            now = now + .seconds(30)
            try ledger.settle(now: seconds)
            try pump()
            handle(.tick)
            try pump()
        }
    }

    /// An order whose deal stands and whose node has it.
    mutating func running(_ spec: JobSpec, number: Int = 0) throws -> ExecutionOrder {
        let order = Sample.order(number, on: 0, spec)
        handle(.ordered(order))
        handle(.saved([order.execution.id], nil))
        try pump()
        return order
    }

    /// The same of a run that is paid as a whole, for a price of 1,000.
    mutating func runningWhole(_ spec: JobSpec = Sample.wholeSpec(.verified, checkPpm: 25_000)) throws -> ExecutionOrder
    {
        let order = Sample.order(0, on: 0, spec)
        handle(.ordered(order))
        handle(.measured(order.execution.id, .success(1_000)))
        try offer(order, price: 1_000)
        handle(.saved([order.execution.id], nil))
        try pump()
        return order
    }

    /// A node offers to do all of an order.
    mutating func offer(_ order: ExecutionOrder, price: Int64, by node: Int = 0) throws {
        let offer = Sample.offer(node, job: JobKey(try deal(order).record.jobKey), price: price)
        handle(.offered(order.execution.id, from: Sample.nodeID(node), offer: offer, reason: ""))
    }

    func deal(_ order: ExecutionOrder) throws -> ClientDeal { try #require(machine.deals[order.execution.id]) }

    /// The node of a slot commits to an answer.
    mutating func commit(_ order: ExecutionOrder, slot: Int = 0, _ answer: String) throws {
        let record = try deal(order).record
        let open = try #require(ledger.machine.deal(DealID(record.deal)))
        try #require(open.slots.indices.contains(slot))
        let account = ledger.machine.account(at: open.slots[slot].node).id
        let opening = try opening(answer, record)
        let commit = try #require(DealNode(account: account, sealing: .hpke).commit(opening, to: open, slot: slot))
        let answers = try ledger.apply([.commit(commit)], from: account, now: seconds)
        #expect(answers.allSatisfy { $0.error == nil }, "\(answers)")
    }

    func opening(_ answer: String, _ record: DealRecord) throws -> Opening {
        let root = try #require(Sample.cid(answer).multihash.sha256Digest)
        return WorkResult(exit: 0, outputRoot: root, fuel: 1_000_000_000, pageFuel: 1_000_000_000)
            .opening(job: JobKey(record.jobKey), rho: Digest256(repeating: 3))
    }

    mutating func report(_ order: ExecutionOrder, _ answer: String, from node: Int = 0) {
        let report = Sample.report(order.execution.id, answer)
        handle(.reported(report, from: Sample.nodeID(node), Incarnation(1)))
    }

    /// All verifiers of a deal commit to an answer, wave after wave, until it waits for none.
    mutating func verify(_ order: ExecutionOrder, _ answer: String) throws {
        for _ in 0..<12 {
            try pass(60)
            guard let deal = machine.deals[order.execution.id] else { return }
            guard let open = ledger.machine.deal(deal.id) else { return }
            for slot in open.slots.indices where open.slots[slot].state == .assigned {
                try commit(order, slot: slot, answer)
            }
            try pump()
        }
    }

    /// Every committed slot is opened, with the answers of slot 0 and of the others.
    mutating func reveal(_ order: ExecutionOrder, _ first: String, _ others: String) throws {
        let record = try deal(order).record
        let open = try #require(ledger.machine.deal(DealID(record.deal)))
        for slot in open.slots.indices where open.slots[slot].state == .committed {
            let opening = try opening(slot == 0 ? first : others, record)
            let account = ledger.machine.account(at: open.slots[slot].node).id
            _ = try ledger.apply([.reveal(open.id, slot: UInt32(slot), opening)], from: account, now: seconds)
        }
        try pump()
    }

    /// The client's process ends and begins again; records that were saved are all there.
    mutating func restart(readingHistory: Bool = true) {
        var open: [ExecutionID: DealRecord] = [:]
        for record in saved { open[record.executionID] = record }
        let records = open.values.filter(\.isOpen).sorted { $0.executionID < $1.executionID }
        machine = Sample.clientMachine(
            nonce: ledger.machine.account(Sample.client)?.nextDealNonce ?? 0,
            params: ledger.machine.params
        )
        machine.restore(records)
        read = ledger.log.count
        for index in 0..<7 { handle(.registered(Sample.node(index), Incarnation(1))) }
        guard readingHistory else { return }
        for record in records { handle(.history(record.executionID, ledger.history(of: DealID(record.deal)))) }
    }

    var last: DealRecord? { saved.last }
}
