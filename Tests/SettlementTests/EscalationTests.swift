import ContentAddressing
import Core
import Testing

@testable import Settlement

/// A client that has escalated is bound by what comes out: it cannot pay, and its silence opens the results.
@Suite struct EscalationTests {
    private static let cap = DealScene.cap
    private static let slash = DealScene.slash
    private static let escrow: Int64 = 4_600_000
    private static let lateFee: Int64 = 100_000

    /// What the ledger says to a verdict after one escalation; nil when it takes it.
    struct Rule: Sendable, CustomTestStringConvertible {
        var binds: Int64
        var nMax: Int64
        var verdict: ClientVerdict
        var refusal: SettlementError.Code?
        var testDescription: String { "binds=\(binds) nMax=\(nMax) \(verdict)" }
    }

    static let rules = [
        Rule(binds: 1, nMax: 3, verdict: .pay, refusal: .bound), Rule(binds: 1, nMax: 3, verdict: .dispute),
        Rule(binds: 1, nMax: 3, verdict: .escalate, refusal: .limit),
        Rule(binds: 1, nMax: 5, verdict: .pay, refusal: .bound),
        Rule(binds: 1, nMax: 5, verdict: .dispute), Rule(binds: 1, nMax: 5, verdict: .escalate),
        Rule(binds: 0, nMax: 3, verdict: .pay), Rule(binds: 0, nMax: 3, verdict: .dispute),
        Rule(binds: 0, nMax: 3, verdict: .escalate, refusal: .limit), Rule(binds: 0, nMax: 5, verdict: .pay),
        Rule(binds: 0, nMax: 5, verdict: .dispute), Rule(binds: 0, nMax: 5, verdict: .escalate),
    ]

    /// A scene with the rule on or off.
    private static func scene(
        binds: Int64 = 1,
        nMax: Int64 = 3,
        isAudited: Bool = true
    ) throws -> DealScene {
        try DealScene(
            nodes: 12,
            params: {
                $0.escalationBinds = binds
                $0.nMax = nMax
                $0.auditsCiphertext = isAudited
            }
        )
    }

    @Test(arguments: rules) func afterAnEscalation(rule: Rule) throws {
        var scene = try Self.scene(binds: rule.binds, nMax: rule.nMax)
        let id = try scene.jury((1, 2, 1))
        #expect(scene.machine.deal(id)?.isEscalated == true)
        guard let refusal = rule.refusal else {
            try scene.accept(.verdict(id, rule.verdict), from: scene.client.account)
            return
        }
        try scene.refuse(.verdict(id, rule.verdict), from: scene.client.account, refusal)
        // The client is not stuck: what it should do is taken.
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        #expect(scene.machine.deal(id)?.state == .revealing)
    }

    @Test(arguments: [ClientVerdict.pay, .escalate, .dispute]) func beforeAnEscalation(verdict: ClientVerdict) throws {
        var scene = try Self.scene()
        let id = try scene.verdict(1, 2)
        #expect(scene.machine.deal(id)?.isEscalated == false)
        try scene.accept(.verdict(id, verdict), from: scene.client.account)
    }

    @Test func theRefusalSaysWhyAndWhatToDo() throws {
        var scene = try Self.scene()
        let id = try scene.jury((1, 2, 1))
        let error = try #require(try scene.send(.verdict(id, .pay), from: scene.client.account).error)
        #expect(error.code.name == "EscalationBinds")
        #expect(error.message.contains("has escalated") && error.message.contains("dispute it"))
    }

    @Test func aSecondEscalationBindsAsWell() throws {
        var scene = try Self.scene(nMax: 5)
        let id = try scene.jury((1, 2, 1))
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 3)
        try scene.commit(id, slot: 4)
        try scene.refuse(.verdict(id, .pay), from: scene.client.account, .bound)
    }

    @Test(
        "No exception for leak reports: what is left agrees, is opened and paid, and nothing is fined",
        arguments: [0, 1]
    )
    func aLeakIsNoException(binds: Int64) throws {
        var scene = try Self.scene(binds: binds)
        let before = try scene.clientAccount.available
        let id = try scene.verifying()
        let leaked = try #require(scene.openings["\(id) 0"])
        try scene.accept(.reportLeak(id, slot: 0, leaked), from: try scene.node(id, 1))
        try scene.commit(id, slot: 1)
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.commit(id, slot: 3)
        let deal = try #require(scene.machine.deal(id))
        let nodes = deal.slots.map { scene.machine.account(at: $0.node).id }
        let said = scene.client.verdict(deal, nodes: nodes, params: scene.machine.params)
        #expect(said == (binds == 1 ? .dispute : .pay))
        if binds == 1 { try scene.refuse(.verdict(id, .pay), from: scene.client.account, .bound) }
        try scene.accept(.verdict(id, said), from: scene.client.account)
        if binds == 1 { for slot in 1...3 { try scene.reveal(id, slot: slot) } }
        #expect(scene.closed.map(\.outcome) == [binds == 1 ? .forcedPaid : .verifiedPaid])
        #expect(scene.closed[0].places.map(\.paid) == [0, 1_200_000, 1_200_000, 1_200_000])
        #expect(try scene.clientAccount.available == before - 3_600_000 - 1_000)
        try InvariantChecker.checkClosed(
            scene.closed[0],
            scene.machine,
            .init(isClientHonest: true, honestSlots: [1, 2, 3])
        )
    }

    @Test("A dispute that finds nobody guilty is fined only without an escalation", arguments: [true, false], [0, 1])
    func noFineAfterAnEscalation(isAudited: Bool, binds: Int64) throws {
        var scene = try Self.scene(binds: binds, isAudited: isAudited)
        let before = try scene.clientAccount.available
        let id = try scene.jury((1, 1, 1))
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.forcedPaid])
        let fine: Int64 = binds == 1 ? 0 : isAudited ? 50_000_000 : Self.lateFee
        #expect(scene.closed[0].clientFine + scene.closed[0].lateFee == fine)
        #expect(try scene.clientAccount.available == before - Self.cap - 2_400_000 - 1_000 - fine)
        #expect(scene.closed[0].refund == Self.escrow - Self.cap - 2_400_000 - (isAudited ? 0 : fine))
    }

    @Test("Silence burns the late fee and opens the results, and nothing more is fined", arguments: [true, false])
    func silenceOpens(isAudited: Bool) throws {
        var scene = try Self.scene(isAudited: isAudited)
        let before = try scene.clientAccount.available
        let id = try scene.jury((1, 1, 1))
        scene.now += 86_401
        try scene.tick()
        let deal = try #require(scene.machine.deal(id))
        #expect(deal.state == .revealing && deal.isFeeBurned && !deal.isDisputed)
        #expect(deal.deadline == scene.now + 259_200)
        #expect(deal.escrow == Self.escrow - Self.lateFee)
        #expect(scene.machine.burned == 1_000 + Self.lateFee)
        try scene.refuse(.verdict(id, .dispute), from: scene.client.account, .state)
        // A ledger that is started again there goes on in the same way.
        let bytes = scene.machine.snapshot()
        #expect(try SettlementMachine(snapshot: bytes).snapshot() == bytes)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.forcedPaid])
        #expect(scene.closed[0].clientFine == 0 && scene.closed[0].lateFee == Self.lateFee)
        #expect(try scene.clientAccount.available == before - Self.cap - 2_400_000 - Self.lateFee - 1_000)
        #expect(throws: InvariantViolation.self) {
            try InvariantChecker.checkClosed(scene.closed[0], scene.machine, .init(isClientHonest: true))
        }
    }

    @Test func silenceDoesNotSaveALiar() throws {
        var scene = try Self.scene()
        let before = try scene.clientAccount.available
        let id = try scene.jury((1, 2, 1))
        scene.now += 86_401
        try scene.tick()
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.settledSlash])
        #expect(scene.closed[0].losers == [1])
        #expect(scene.closed[0].places[1].slashed == Self.slash)
        // As after a dispute one charge stays with the client; the fee is not made good.
        #expect(try scene.clientAccount.available == before - Self.cap - Self.lateFee - 1_000)
    }

    @Test func silenceOfEverybodyRefundsAllButTheFee() throws {
        var scene = try Self.scene()
        let before = try scene.clientAccount.available
        let id = try scene.jury((1, 2, 1))
        for wait: Int64 in [86_401, 259_201] {
            #expect(scene.machine.deal(id) != nil)
            scene.now += wait
            try scene.tick()
        }
        #expect(scene.closed.map(\.outcome) == [.failedRefund])
        #expect(scene.closed[0].places.map(\.slashed) == [Self.slash, Self.slash, Self.slash])
        #expect(try scene.clientAccount.available == before - Self.lateFee - 1_000)
    }

    @Test func silenceWithoutAJurorRefunds() throws {
        // The third replica declines, and no other may be drawn.
        var scene = try DealScene(params: { $0.maxDeclines = 0 })
        let id = try scene.verdict(1, 2)
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.accept(.decline(id), from: try scene.node(id, 2))
        #expect(scene.machine.deal(id)?.state == .verdict)
        try scene.refuse(.verdict(id, .pay), from: scene.client.account, .bound)
        try scene.refuse(.verdict(id, .escalate), from: scene.client.account, .limit)
        scene.now += 86_401
        try scene.tick()
        for slot in 0..<2 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.failedRefund])
        #expect(scene.closed[0].places.map(\.slashed) == [0, 0, 0])
        #expect(scene.closed[0].refund == Self.escrow - Self.lateFee)
    }

    @Test func thePublishedRulePaysEverybodyForSilence() throws {
        var scene = try Self.scene(binds: 0)
        let before = try scene.clientAccount.available
        _ = try scene.jury((1, 2, 1))
        scene.now += 86_401
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.verifiedPaidLate])
        #expect(try scene.clientAccount.available == before - Self.cap - 2_400_000 - Self.lateFee - 1_000)
    }

    @Test(
        "The escrow covers all replicas at the dearest and the late fee, to the unit",
        arguments: [3, 5, 7],
        [1, 7, 999_999, 1_000_000]
    )
    func escrowToTheUnit(nMax: Int64, cap: Int64) throws {
        var scene = try Self.scene(nMax: nMax)
        let before = try scene.clientAccount.available
        let id = try scene.post(scene.post(cap: cap))
        try scene.accept(.assign(.init(deal: id, offer: scene.offer(0, price: cap))), from: scene.client.account)
        try scene.commit(id, slot: 0)
        try scene.pass(60)
        try scene.accept(scene.decide(id, verify: true, mult: 15_000), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 1)
        var count = 2
        while count < nMax {
            try scene.accept(.verdict(id, .escalate), from: scene.client.account)
            try scene.pass(60)
            for slot in count..<(count == 2 ? 3 : count + 2) { try scene.commit(id, slot: slot) }
            count = try #require(scene.machine.deal(id)?.slots.count)
        }
        scene.now += 86_401
        try scene.tick()
        for slot in 0..<count { try scene.reveal(id, slot: slot) }
        let verifier = (cap * 3 + 1) / 2
        let fee = (cap + 9) / 10
        #expect(scene.closed.map(\.outcome) == [.forcedPaid])
        #expect(scene.closed[0].escrowAtPost == nMax * verifier + fee)
        #expect(scene.closed[0].places.map(\.paid) == [cap] + Array(repeating: verifier, count: count - 1))
        #expect(scene.closed[0].lateFee == fee)
        #expect(scene.closed[0].refund == verifier - cap)
        #expect(try scene.clientAccount.available == before - 1_000 - cap - (nMax - 1) * verifier - fee)
    }

    @Test func aDealKeepsTheRuleItWasPostedUnder() throws {
        var scene = try Self.scene()
        let id = try scene.verdict(1, 2)
        var loose = scene.machine.params
        loose.escalationBinds = 0
        #expect(scene.machine.change(loose, now: scene.now).error?.code == .params)
        #expect(scene.machine.change(loose, now: scene.now, acceptingRisks: true).isAccepted)
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.refuse(.verdict(id, .pay), from: scene.client.account, .bound)
    }

    @Test(
        "A ledger that let a bound client pay, or fined it, would be caught",
        arguments: [
            (Outcome.verifiedPaid, 0), (.verifiedPaidLate, 0), (.forcedPaid, 5),
        ] as [(Outcome, Int64)]
    )
    func brokenRulesAreCaught(outcome: Outcome, fine: Int64) throws {
        var scene = try Self.scene()
        let id = try scene.jury((1, 1, 1))
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        var closed = try #require(scene.closed.first)
        #expect(closed.isBound)
        closed.outcome = outcome
        closed.clientFine = fine
        do throws(InvariantViolation) {
            try InvariantChecker.checkClosed(closed, scene.machine, nil)
            Issue.record("nothing was found wrong")
        } catch {
            #expect(error.name == "I17")
        }
    }

    @Test func moneyThatGoesAstrayIsCaught() throws {
        var scene = try Self.scene()
        let id = try scene.jury((1, 1, 1))
        scene.now += 86_401
        try scene.tick()
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        var closed = try #require(scene.closed.first)
        closed.refund += 1
        #expect(throws: InvariantViolation.self) { try InvariantChecker.checkClosed(closed, scene.machine, nil) }
    }
}
