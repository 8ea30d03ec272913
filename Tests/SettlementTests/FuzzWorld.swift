import ContentAddressing
import Core

@testable import Settlement

/// A random and hostile world from one seed: honest and lying parties, with messages that are late, repeated, out of
/// order, forged or nonsense.
struct FuzzWorld {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    var random: SplitMix64
    let seed: UInt64
    var machine: SettlementMachine
    var checker: InvariantChecker
    let nodes: [AccountID]
    let clients: [DealClient]
    var nonces: [UInt64]
    var now: Int64 = 0
    var accepted = 0
    var rejected = 0
    var outcomes: [Outcome: Int] = [:]
    /// How deals with a bound client ended, and how many of them after it was silent.
    var bound: [Outcome: Int] = [:]
    var boundInSilence = 0
    var script: [String] = []
    /// The opening of each commitment that was made for real.
    var openings = LookupTable<Digest256, Opening>()
    /// Messages that were sent, to be sent again.
    var sent: [(Message, AccountID)] = []
    var known: [DealID] = []

    static let beaconSeed = Digest256(repeating: 9)

    init(seed: UInt64) throws {
        self.seed = seed
        random = SplitMix64(seed: seed)
        var params = Params()
        params.stakeUnit = 200_000
        params.nMax = [3, 3, 5, 7][random.below(4)]
        params.maxRedraws = Int64(random.below(4))
        params.maxDeclines = Int64(random.below(3))
        params.clientMin = 50_000
        params.clientSlash = 50_000
        params.feePpm = [0, 10_001, 333_333][random.below(3)]
        params.auditsCiphertext = random.chance(3, in: 4)
        params.poolMinPpm = [100_000, 500_000][random.below(2)]
        // Every other world plays by the rule as first published.
        params.escalationBinds = seed % 2 == 0 ? 1 : 0
        let count = 5 + random.below(8)
        nodes = (0..<count).map { LedgerScript.account(named: "n\($0)") }
        let chances: [UInt32] = [25_000, 500_000, 1_000_000]
        clients = (0..<3).map {
            DealClient(
                account: LedgerScript.account(named: "c\($0)"),
                secret: Digest256(repeating: UInt8($0 + 1)),
                policy: ClientPolicy(pPpm: chances[$0]),
                sealing: .tag
            )
        }
        nonces = [0, 0, 0]
        var holdings = nodes.map { Genesis.Holding(account: $0, available: 1_000, stake: 0) }
        for index in holdings.indices { holdings[index].stake = Int64(1 + random.below(12)) * 200_000 }
        holdings += clients.map { Genesis.Holding(account: $0.account, available: 3_000_000, stake: 200_000) }
        machine = try SettlementMachine(
            Genesis(params: params, sealing: .tag, holdings: holdings),
            acceptingRisks: true
        )
        checker = try InvariantChecker(machine)
        script.append(Self.genesisLine(params, holdings))
    }

    private static func genesisLine(_ params: Params, _ holdings: [Genesis.Holding]) -> String {
        var numbers = Params.names.map { JSONValue.Member($0, .int(params[name: $0] ?? 0)) }
        numbers.append(JSONValue.Member("audit_e", .bool(params.auditsCiphertext)))
        let accounts = holdings.map {
            JSONValue.object([
                .init("actor", .string($0.account.description)), .init("available", .int($0.available)),
                .init("stake", .int($0.stake)),
            ])
        }
        return JSONValue.object([
            .init("message", .string("genesis")), .init("sealing", .string("tag")),
            .init("beaconSeed", .string(beaconSeed.hex)), .init("params", .object(numbers)),
            .init("accounts", .array(accounts)),
        ]).jsonText()
    }

    /// One step: some time, the beacon, then a message or a tick.
    mutating func step() throws {
        let jump = random.below(100)
        if jump < 30 { now += Int64(random.below(60)) }
        if jump == 30 { now += Int64(random.below(1_000)) }
        if jump == 31, random.chance(1, in: 3) { now += Int64(random.below(300_000)) }
        try publishNeeded()
        if random.chance(1, in: 25) {
            script.append(#"{"time":\#(now),"message":"tick"}"#)
            machine.tick(now: now)
            try note()
            return
        }
        let (message, actor) = choose()
        try send(message, from: actor)
    }

    mutating func publishNeeded() throws {
        for round in machine.neededRounds(now: now) {
            machine.publish(LedgerScript.beaconValue(seed: Self.beaconSeed, round: round), round: round, now: now)
            try note()
        }
    }

    private mutating func send(_ message: Message, from actor: AccountID) throws {
        script.append(message.scriptLine(actor: actor, time: now))
        let before = machine
        let reply = machine.apply(message, from: actor, now: now)
        if reply.isAccepted {
            accepted += 1
            if sent.count < 64 { sent.append((message, actor)) } else { sent[random.below(64)] = (message, actor) }
            if case .post = message, let deal = reply.deal { known.append(deal) }
            if known.count > 40 { known.removeFirst() }
        } else {
            rejected += 1
            // Nothing was due, so nothing may be different.
            if machine.events.isEmpty, machine.epoch == before.epoch, !machine.isSame(as: before) {
                throw Failure(description: "I11: a refused message changed something: \(reply)")
            }
        }
        try note()
    }

    mutating func note() throws {
        try checker.check(machine, expect: Self.expectations)
        for deal in machine.closed {
            outcomes[deal.outcome, default: 0] += 1
            guard deal.isBound else { continue }
            bound[deal.outcome, default: 0] += 1
            if deal.lateFee > 0 { boundInSilence += 1 }
        }
    }

    /// Which slots turned out to be honest: opened rightly, or paid without being opened.
    static func expectations(_ deal: ClosedDeal) -> InvariantChecker.Expectations? {
        let right = Opening(receipt: Digest256(repeating: 1), fuel: 50, pages: 3, blob: .zero, rho: .zero)
            .digest(job: deal.jobKey)
        let isSealed = deal.outcome == .verifiedPaid || deal.outcome == .verifiedPaidLate
        let honest = deal.places.indices.filter { index in
            let place = deal.places[index]
            if place.state == .committed { return isSealed }
            return place.state == .opened && place.digest == right && !place.isFaulty
        }
        return InvariantChecker.Expectations(rightDigest: right, honestSlots: honest)
    }

    /// Lets everybody be silent: every deal has to end within its bound.
    mutating func drain() throws {
        var rounds = 0
        while machine.openDealCount > 0 {
            var next = machine.nextDeadline.map { $0 + 1 } ?? .max
            if let round = machine.nextDrawRound { next = min(next, max(now, Int64(round) * 30)) }
            guard next != .max else { throw Failure(description: "I5: open deals wait for nothing") }
            now = max(now, next)
            try publishNeeded()
            machine.tick(now: now)
            try note()
            rounds += 1
            guard rounds < 5_000 else { throw Failure(description: "I5: deals do not end") }
        }
        try checker.checkAll(machine)
        for index in 0..<machine.accountCount {
            let account = machine.account(at: index)
            guard account.escrow == 0, account.lockedStake == 0 else {
                throw Failure(description: "I5: \(account.id) still has \(account)")
            }
        }
    }
}

extension SettlementMachine {
    /// Whether two machines hold the same, compared field by field.
    func isSame(as other: SettlementMachine) -> Bool {
        accounts == other.accounts && deals == other.deals && burned == other.burned && treasury == other.treasury
            && external == other.external && unbonding == other.unbonding && time == other.time
            && timers == other.timers && draws == other.draws && nextSequence == other.nextSequence
            && burntCount == other.burntCount && beacon.last == other.beacon.last
            && openDealCount == other.openDealCount && freeDeals == other.freeDeals
    }
}
