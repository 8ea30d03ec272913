import ContentAddressing
import Core
import Testing

@testable import Settlement

/// A small world for one story: some nodes, a client, a beacon, and every invariant checked after every step.
struct DealScene {
    static let cap: Int64 = 1_000_000
    static let slash: Int64 = 200_000_000

    var machine: SettlementMachine
    var checker: InvariantChecker
    let nodes: [AccountID]
    let client: DealClient
    var now: Int64 = 1_000
    var nonce: UInt64 = 0
    /// What each node has committed to, by deal and slot.
    var openings: [String: Opening] = [:]
    var closed: [ClosedDeal] = []
    var events: [Event] = []
    let sealing: Sealing

    init(
        nodes count: Int = 8,
        params change: (inout Params) -> Void = { _ in },
        policy: ClientPolicy = ClientPolicy(),
        sealing: Sealing = .tag,
        clientMoney: Int64 = 1_000_000_000
    ) throws {
        self.sealing = sealing
        var params = Params()
        params.stakeUnit = Self.slash
        change(&params)
        nodes = (0..<count).map { LedgerScript.account(named: "node\($0)") }
        client = DealClient(
            account: LedgerScript.account(named: "client"),
            secret: Digest256(repeating: 5),
            policy: policy,
            sealing: sealing
        )
        machine = try SettlementMachine(
            Genesis(
                params: params,
                sealing: sealing,
                time: 1_000,
                holdings: nodes.map { Genesis.Holding(account: $0, available: 1_000, stake: 10 * Self.slash) }
                    + [Genesis.Holding(account: client.account, available: clientMoney)]
            ),
            acceptingRisks: true
        )
        checker = try InvariantChecker(machine)
    }

    static func job(_ number: UInt64) -> JobKey {
        JobKey(
            HashInput.hash(capacity: 32) {
                $0.append("job"); $0.append(number)
            }
        )
    }

    static func beacon(_ round: UInt64) -> Digest256 {
        LedgerScript.beaconValue(seed: Digest256(repeating: 77), round: round)
    }

    /// An opening; equal answers give equal digests, whoever runs.
    static func opening(_ answer: UInt8 = 1, by node: AccountID, fuel: UInt64 = 10) -> Opening {
        let rho = HashInput.hash(capacity: 64) {
            $0.append(node.digest); $0.append(answer)
        }
        return Opening(receipt: Digest256(repeating: answer), fuel: fuel, pages: 3, blob: .zero, rho: rho)
    }

    // MARK: - Steps

    @discardableResult
    mutating func send(_ message: Message, from actor: AccountID) throws -> Reply {
        let before = machine.snapshot()
        let epoch = machine.epoch
        let reply = machine.apply(message, from: actor, now: now)
        if !reply.isAccepted, machine.events.isEmpty, machine.epoch == epoch { #expect(machine.snapshot() == before) }
        try note()
        return reply
    }

    /// Sends a message that has to be taken.
    @discardableResult
    mutating func accept(
        _ message: Message,
        from actor: AccountID,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> DealID? {
        let reply = try send(message, from: actor)
        #expect(reply.isAccepted, "\(reply)", sourceLocation: location)
        return reply.deal
    }

    /// Sends a message that has to be refused for a reason.
    mutating func refuse(
        _ message: Message,
        from actor: AccountID,
        _ code: SettlementError.Code,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let reply = try send(message, from: actor)
        #expect(reply.error?.code == code, "\(reply)", sourceLocation: location)
    }

    mutating func tick() throws {
        machine.tick(now: now)
        try note()
    }

    /// Lets time pass and the beacon speak, without a tick.
    mutating func pass(_ seconds: Int64) throws {
        now += seconds
        for round in machine.neededRounds(now: now) {
            machine.publish(Self.beacon(round), round: round, now: now)
            try note()
        }
    }

    private mutating func note() throws {
        events += machine.events
        closed += machine.closed
        try checker.check(machine)
        try checker.checkAll(machine)
    }

    func post(cap: Int64 = DealScene.cap, job: JobKey? = nil) -> Message.Post {
        client.post(nonce: nonce, job: job ?? Self.job(nonce), cap: cap, maxFuel: 1_000, tExec: 100)
    }

    func offer(_ node: Int, price: Int64 = DealScene.cap) -> Offer {
        Offer(node: nodes[node], jobKey: nil, price: price, expiry: .max)
    }

    /// A posted deal.
    mutating func posted() throws -> DealID {
        let id = try post(post())
        nonce += 1
        return id
    }

    /// Posts a deal that has to be taken.
    mutating func post(_ post: Message.Post) throws -> DealID {
        let id = try accept(.post(post), from: client.account)
        return try #require(id)
    }

    /// What the honest client decides about node 0's commitment.
    func honestDecision(_ id: DealID) throws -> Message.Decide {
        let deal = try #require(machine.deal(id))
        return try #require(client.decide(deal, primary: nodes[0]))
    }

    /// A deal with node 0 as its primary.
    mutating func assigned(price: Int64 = DealScene.cap) throws -> DealID {
        let id = try posted()
        try accept(.assign(.init(deal: id, offer: offer(0, price: price))), from: client.account)
        return id
    }

    /// Commits the node of a slot to an answer.
    mutating func commit(_ id: DealID, slot: Int, answer: UInt8 = 1) throws {
        let deal = try #require(machine.deal(id))
        let node = machine.account(at: deal.slots[slot].node).id
        let opening = Self.opening(answer, by: node)
        openings["\(id) \(slot)"] = opening
        let commit = try #require(DealNode(account: node, sealing: sealing).commit(opening, to: deal, slot: slot))
        try accept(.commit(commit), from: node)
    }

    /// A deal whose primary has committed, with the coin's round there.
    mutating func committed(answer: UInt8 = 1, price: Int64 = DealScene.cap) throws -> DealID {
        let id = try assigned(price: price)
        try commit(id, slot: 0, answer: answer)
        try pass(60)
        return id
    }

    /// The honest client checks node 0's commitment, gets two honest replicas, disputes, and all three reveal.
    mutating func dispute(_ id: DealID) throws {
        let decide = try honestDecision(id)
        #expect(decide.verify)
        try accept(.decide(decide), from: client.account)
        try pass(60)
        try commit(id, slot: 1)
        try accept(.verdict(id, .escalate), from: client.account)
        try pass(60)
        try commit(id, slot: 2)
        try accept(.verdict(id, .dispute), from: client.account)
        for slot in 0..<3 { try reveal(id, slot: slot) }
    }

    func decide(_ id: DealID, verify: Bool, mult: Int64 = 12_000) -> Message {
        .decide(
            Message.Decide(
                deal: id,
                k: client.coinSecret(id),
                pPpm: client.policy.pPpm,
                verify: verify,
                multBps: mult
            )
        )
    }

    /// A deal whose first verifiers are drawn.
    mutating func verifying(answer: UInt8 = 1, mult: Int64 = 12_000) throws -> DealID {
        let id = try committed(answer: answer)
        try accept(decide(id, verify: true, mult: mult), from: client.account)
        try pass(60)
        #expect(machine.deal(id)?.state == .verifying)
        return id
    }

    /// A deal that waits for the verdict, with these answers of primary and first verifier.
    mutating func verdict(_ primary: UInt8 = 1, _ verifier: UInt8 = 1) throws -> DealID {
        let id = try verifying(answer: primary)
        try commit(id, slot: 1, answer: verifier)
        #expect(machine.deal(id)?.state == .verdict)
        return id
    }

    /// A deal with three committed replicas.
    mutating func jury(_ answers: (UInt8, UInt8, UInt8)) throws -> DealID {
        let id = try verdict(answers.0, answers.1)
        try accept(.verdict(id, .escalate), from: client.account)
        try pass(60)
        try commit(id, slot: 2, answer: answers.2)
        return id
    }

    mutating func reveal(_ id: DealID, slot: Int) throws {
        let opening = try #require(openings["\(id) \(slot)"])
        try accept(.reveal(id, slot: UInt32(slot), opening), from: client.account)
    }

    func node(_ id: DealID, _ slot: Int) throws -> AccountID {
        let deal = try #require(machine.deal(id))
        return machine.account(at: deal.slots[slot].node).id
    }

    func account(_ id: AccountID) throws -> Account { try #require(machine.account(id)) }

    var clientAccount: Account {
        get throws { try account(client.account) }
    }
}
