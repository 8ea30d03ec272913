import ContentAddressing
import Core
import Scheduling
import Settlement

@testable import Deals

/// A whole market from one seed, on one thread and in its own time: a ledger, a client, nodes that may lie, messages
/// that are late, lost, repeated or out of order, disks that fail, and processes that crash.
struct DealWorld {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static let faultSeconds = 3_600
    static let eventsMax = 200_000

    let seed: UInt64
    var random: SplitMix64
    var now = Timestamp.zero + .seconds(1_000_000)
    var queue = TimerQueue<WorldItem>()
    var ledger: PureLedger
    var client: ClientDealMachine?
    var clientLife = 0
    /// The client's records on disk, in the order of their making.
    var store: [DealRecord] = []
    var storeBusyUntil = Timestamp.zero
    var clientSendsUntil = Timestamp.zero
    var clientLogRead = 0
    var isClientFollowing = false
    var clientTickAt = Timestamp.distantFuture
    var nodes: [WorldNode]
    var executions: [WorldExecution]
    var hasFaults = true
    var events = 0
    /// What the client caught.
    var excluded: [NodeID] = []
    var isTracing = false
    var plan: WorldPlan?

    /// A planned world does more than what its seed alone would.
    init(seed: UInt64, isPlanned: Bool = false) throws {
        self.seed = seed
        random = SplitMix64(seed: seed)
        var params = PureLedger.params
        params.nMax = random.chance(1, in: 2) ? 3 : 5
        params.auditsCiphertext = random.chance(3, in: 4)
        let count = params.nMax == 3 ? 5 + random.below(2) : 7
        ledger = try Sample.ledger(nodes: count, params: params)
        nodes = (0..<count).map { WorldNode(index: $0) }
        let kinds: [WorldNode.Kind] = [.liar, .cartel, .cartel, .misreporter, .withholder, .equivocator]
        for index in nodes.indices where random.chance(1, in: 3) {
            nodes[index].kind = kinds[random.below(kinds.count)]
        }
        executions = []
        for number in 0..<(1 + random.below(4)) {
            let styles: [TrustSpec.Style] = [.verified, .verified, .assured, .redundant]
            let style = styles[random.below(4)]
            let chances: [UInt32?] = [nil, 300_000, 1_000_000]
            let chance = style == .verified ? chances[random.below(3)] : nil
            let replicas = style == .redundant ? 3 : nil
            let spec =
                (seed &+ UInt64(number)) % 3 == 2
                ? Sample.wholeSpec(style, checkPpm: chance, replicas: replicas)
                : Sample.spec(style, checkPpm: chance, replicas: replicas)
            executions.append(WorldExecution(order: Sample.order(number, on: random.below(count), spec)))
        }
        if isPlanned { plan = WorldPlan(seed: seed, executions: executions.count) }
        fillQueue()
    }

    /// Puts what is known from the start on the queue.
    private mutating func fillQueue() {
        add(.restartClient, after: 0)
        for index in nodes.indices { add(.restartNode(index), after: random.below(5)) }
        for index in executions.indices {
            add(.order(index), after: 10 + random.below(600))
            if random.chance(1, in: 6) { add(.stop(index), after: 10 + random.below(2_000)) }
        }
        if random.chance(1, in: 2) {
            for _ in 0..<(1 + random.below(2)) { add(.crashClient, after: 20 + random.below(Self.faultSeconds - 20)) }
        }
        for index in nodes.indices where random.chance(1, in: 3) {
            add(.crashNode(index), after: 20 + random.below(Self.faultSeconds - 20))
        }
        add(.tickLedger, after: 30)
        add(.faultsEnd, after: Self.faultSeconds)
    }

    var seconds: Int64 { now.nanoseconds / 1_000_000_000 }

    mutating func add(_ item: WorldItem, after seconds: Int) { queue.add(item, at: now + .seconds(seconds)) }

    mutating func add(_ item: WorldItem, afterMilliseconds time: Int) { queue.add(item, at: now + .milliseconds(time)) }

    func fail(_ text: String) -> Failure { Failure(description: "seed \(seed) at \(seconds): \(text)") }

    mutating func trace(_ text: @autoclosure () -> String) {
        if isTracing { print(seconds - 1_000_000, text()) }
    }

    // MARK: - Running

    /// Lets everything happen until every deal has ended.
    mutating func run() throws {
        while !isOver {
            guard let next = queue.next else { throw fail("nothing happens any more: \(openState)") }
            now = max(now, next)
            guard let item = queue.popDue(now) else { continue }
            events += 1
            guard events < Self.eventsMax else { throw fail("it does not end: \(openState)") }
            trace("\(item)".prefix(220).description)
            try happen(item)
        }
        try checkEnd()
    }

    /// Nothing is open any more, and everybody knows how it ended.
    private var isOver: Bool {
        guard !hasFaults, let client, ledger.machine.openDealCount == 0, client.count == 0 else { return false }
        return executions.allSatisfy { $0.outcome != nil } && store.allSatisfy { !$0.isOpen }
            && nodes.allSatisfy { $0.machine != nil && $0.held.isEmpty && $0.kept.isEmpty && $0.reports.isEmpty }
    }

    var openState: String {
        let records = store.filter(\.isOpen).map { "\($0.executionID) \($0.trust)" }
        let outcomes = executions.filter { $0.outcome == nil }.map(\.id)
        let kept = nodes.filter { !$0.kept.isEmpty }.map(\.index)
        let reports = nodes.filter { !$0.reports.isEmpty }.map(\.index)
        let held = nodes.filter { !$0.held.isEmpty }.map(\.index)
        return "ledger \(ledger.machine.openDeals.map(\.state)), client \(client?.count ?? -1), records \(records), "
            + "untold \(outcomes), kept by \(kept), reports of \(reports), held by \(held)"
    }

    private mutating func happen(_ item: WorldItem) throws {
        switch item {
        case .client(let life, let events): if life == clientLife { try step(events) }
        case .node(let index, let life, let events): if life == nodes[index].life { try step(index, events) }
        case .toNode(let index, let message): try deliver(message, to: index)
        case .toClient(let index, let message): try deliver(message, from: index)
        case .saveRecords(let life, let records, let awaited): try save(life, records, awaited)
        case .keep(let index, let life, let id, let opening): try keep(index, life, id, opening)
        case .forget(let index, let life, let deal): try forget(index, life, deal)
        case .sendOfClient(let life, let id, let purpose, let messages):
            try submit(life, id, purpose, messages)
        case .sendOfNode(let index, let life, let deal, let purpose, let message):
            try submit(index, life, deal, purpose, message)
        case .inspectForClient(let life, let id, let deal):
            soon(.client(life: life, [.inspected(id, ledger.statement(deal))]))
        case .inspectForNode(let index, let life, let deal):
            soon(.node(index, life: life, [.inspected(deal, ledger.statement(deal))]))
        case .history(let life, let id, let deal): soon(history(life, id, deal))
        case .refreshTerms(let life): soon(.client(life: life, [terms]))
        case .loadOrder(let life, let id):
            if let order = executions.first(where: { $0.id == id })?.order {
                soon(.client(life: life, [.orderLoaded(id, order)]))
            }
        case .followClient(let life): if life == clientLife { try follow() }
        case .followNode(let index, let life): if life == nodes[index].life { try follow(index) }
        case .tickClient(let life): if life == clientLife { try tickClient() }
        case .tickNode(let index, let life): if life == nodes[index].life { try tick(index) }
        case .tickLedger: try tickLedger()
        case .ran(let index, let life, let order): if life == nodes[index].life { try ran(index, order) }
        case .repeatReports(let index, let life): if life == nodes[index].life { try repeatReports(index) }
        case .register(let index, let life): if life == nodes[index].life { register(index) }
        case .order(let index): try sendOrder(index)
        case .stop(let index): try stop(index)
        case .crashClient: crashClient()
        case .restartClient: try restartClient()
        case .crashNode(let index): crash(index)
        case .restartNode(let index): try restart(index)
        case .recallOpening(let index, let life, let id, let deal, let rho):
            let record = store.first { $0.executionID == id }
            let event = ClientDealEvent.openingRecalled(record, id, from: nodes[index].id, deal: deal, rho: rho)
            soon(.client(life: life, [event]))
        case .recallSlots(let index, let life): if life == nodes[index].life { try recallSlots(index) }
        case .faultsEnd: hasFaults = false
        }
    }

    private mutating func soon(_ item: WorldItem) { add(item, afterMilliseconds: delay()) }

    /// How long a question within a process takes, in milliseconds.
    mutating func delay() -> Int { hasFaults && random.chance(1, in: 30) ? random.below(60_000) : random.below(500) }
}
