import ContentAddressing
import Core
import Testing

@testable import Settlement

/// The ways a deal can go when nobody attacks, down to the last unit.
@Suite struct DealStoryTests {
    private let cap = DealScene.cap
    private let slash = DealScene.slash

    @Test(arguments: [Sealing.tag, .hpke]) func aPlainDealIsPaid(sealing: Sealing) throws {
        var scene = try DealScene(sealing: sealing)
        let before = try scene.clientAccount.available
        let id = try scene.committed()
        #expect(try scene.clientAccount.escrow == 4_600_000)
        #expect(try scene.account(scene.nodes[0]).lockedStake == slash)
        let deal = try #require(scene.machine.deal(id))
        let decide = try #require(scene.client.decide(deal, primary: scene.nodes[0]))
        #expect(!decide.verify)
        try scene.accept(.decide(decide), from: scene.client.account)
        #expect(scene.closed.map(\.outcome) == [.paid])
        #expect(try scene.clientAccount.available == before - cap - 1_000)
        #expect(try scene.account(scene.nodes[0]).available == 1_000 + cap)
        #expect(try scene.account(scene.nodes[0]).lockedStake == 0)
        #expect(scene.machine.burned == 1_000)
        #expect(scene.machine.openDealCount == 0)
    }

    @Test(arguments: [Sealing.tag, .hpke]) func aVerifiedDealPaysBoth(sealing: Sealing) throws {
        var scene = try DealScene(sealing: sealing)
        let before = try scene.clientAccount.available
        let id = try scene.verdict()
        let verifier = try scene.node(id, 1)
        let deal = try #require(scene.machine.deal(id))
        let nodes = deal.slots.map { scene.machine.account(at: $0.node).id }
        #expect(scene.client.verdict(deal, nodes: nodes, params: scene.machine.params) == .pay)
        try scene.accept(.verdict(id, .pay), from: scene.client.account)
        #expect(scene.closed.map(\.outcome) == [.verifiedPaid])
        #expect(try scene.clientAccount.available == before - cap - 1_200_000 - 1_000)
        #expect(try scene.account(verifier).available == 1_000 + 1_200_000)
        #expect(!scene.machine.isBurnt(deal.jobKey))
    }

    @Test func aLyingPrimaryPaysItsJudges() throws {
        var scene = try DealScene()
        let before = try scene.clientAccount.available
        let id = try scene.jury((2, 1, 1))
        let challenger = try scene.node(id, 1)
        let juror = try scene.node(id, 2)
        let deal = try #require(scene.machine.deal(id))
        let nodes = deal.slots.map { scene.machine.account(at: $0.node).id }
        #expect(scene.client.verdict(deal, nodes: nodes, params: scene.machine.params) == .dispute)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.settledSlash])
        #expect(scene.closed[0].winners == [1, 2] && scene.closed[0].losers == [0])
        #expect(try scene.account(challenger).available == 1_000 + 1_200_000 + slash / 2)
        #expect(try scene.account(juror).available == 1_000 + 1_200_000 + slash / 4)
        #expect(try scene.account(scene.nodes[0]).stake == 9 * slash)
        // Two payments of 1.2, one charge stays with the client.
        #expect(try scene.clientAccount.available == before - 1_000 - cap)
        #expect(scene.machine.burned == 1_000 + slash / 4 - 1_400_000)
        #expect(scene.machine.isBurnt(deal.jobKey))
    }

    @Test func aLyingVerifierPaysNoBounty() throws {
        var scene = try DealScene()
        let before = try scene.clientAccount.available
        let id = try scene.jury((1, 2, 1))
        let liar = try scene.node(id, 1)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed[0].places.map(\.bounty) == [0, 0, 0])
        #expect(try scene.account(liar).stake == 9 * slash)
        #expect(try scene.clientAccount.available == before - 1_000 - cap)
        #expect(scene.closed[0].restitution == 1_200_000)
    }

    @Test func threeAnswersAreRefundedAndNobodyIsSlashed() throws {
        var scene = try DealScene()
        let before = try scene.clientAccount.available
        let id = try scene.jury((1, 2, 3))
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.failedRefund])
        #expect(try scene.clientAccount.available == before - 1_000)
        for node in scene.nodes { #expect(try scene.account(node).freeStake == 10 * slash) }
    }

    @Test func anEarlyDisputeDrawsTheJurorInPublic() throws {
        var scene = try DealScene()
        let id = try scene.verdict(2, 1)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        try scene.reveal(id, slot: 0)
        try scene.reveal(id, slot: 1)
        #expect(scene.machine.deal(id)?.state == .drawing)
        #expect(scene.machine.deal(id)?.isPublic == true)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        #expect(scene.machine.deal(id)?.state == .revealing)
        try scene.reveal(id, slot: 2)
        #expect(scene.closed.map(\.outcome) == [.settledSlash])
        #expect(scene.closed[0].losers == [0])
    }

    @Test func aLateOpeningInTheSecondWindowIsNotFaulty() throws {
        var scene = try DealScene()
        let id = try scene.verdict(1, 1)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        try scene.reveal(id, slot: 0)
        scene.now += 259_201
        try scene.tick()
        #expect(scene.machine.deal(id)?.state == .drawing)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.reveal(id, slot: 1)
        try scene.reveal(id, slot: 2)
        #expect(scene.closed.map(\.outcome) == [.forcedPaid])
        #expect(scene.closed[0].losers.isEmpty)
    }

    @Test func fiveReplicasSettleWithALead() throws {
        var scene = try DealScene(nodes: 9, params: { $0.nMax = 5 })
        let id = try scene.jury((2, 1, 1))
        let deal = try #require(scene.machine.deal(id))
        let nodes = deal.slots.map { scene.machine.account(at: $0.node).id }
        // Two against one is no lead of two, so two more are asked.
        #expect(scene.client.verdict(deal, nodes: nodes, params: scene.machine.params) == .escalate)
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 3)
        try scene.commit(id, slot: 4)
        try scene.refuse(.verdict(id, .escalate), from: scene.client.account, .limit)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<5 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed[0].places.map(\.bounty) == [0, slash / 2, slash / 12, slash / 12, slash / 12])
    }

    @Test func feesGoToTheTreasuryRoundedUp() throws {
        var scene = try DealScene(params: { $0.feePpm = 333_333 })
        let id = try scene.committed(price: 1_000)
        try scene.accept(scene.decide(id, verify: false), from: scene.client.account)
        #expect(scene.machine.treasury == 334)
        #expect(try scene.account(scene.nodes[0]).available == 1_000 + 666)
    }

    @Test func aVerifiersPayIsRoundedUp() throws {
        var scene = try DealScene()
        let id = try scene.committed(price: 1)
        try scene.accept(scene.decide(id, verify: true, mult: 12_001), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 1)
        try scene.accept(.verdict(id, .pay), from: scene.client.account)
        #expect(scene.closed[0].places.map(\.paid) == [1, 2])
    }

    @Test func twoOfFourAreNoMajority() throws {
        // Of the last two verifiers one is absent, and nobody can be had for it.
        var scene = try DealScene(
            nodes: 12,
            params: {
                $0.nMax = 5; $0.maxRedraws = 0
            }
        )
        let id = try scene.jury((1, 2, 1))
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 3, answer: 2)
        scene.now += 801
        try scene.tick()
        #expect(scene.machine.deal(id)?.liveCount == 4)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<4 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed.map(\.outcome) == [.failedRefund])
        #expect(scene.closed[0].places[..<4].map(\.slashed) == [0, 0, 0, 0])
    }

    @Test func aMeteredDealIsPaidByUsage() throws {
        var scene = try DealScene()
        let post = scene.client.postMetered(
            nonce: 0,
            job: DealScene.job(0),
            cap: scene.cap,
            price: 1_500_000_000,
            priceMem: 400_000_000,
            maxFuel: 1_000,
            tExec: 100
        )
        let id = try scene.post(post)
        try scene.refuse(
            .assign(.init(deal: id, offer: scene.offer(0, price: 1_500_000_001))),
            from: scene.client.account,
            .price
        )
        try scene.accept(
            .assign(.init(deal: id, offer: scene.offer(0, price: 1_500_000_000))),
            from: scene.client.account
        )
        try scene.commit(id, slot: 0)
        // ⌈10 · 1.5⌉ + ⌈3 · 0.4⌉
        #expect(scene.machine.deal(id)?.slots[0].charge == 17)
        try scene.pass(60)
        try scene.accept(scene.decide(id, verify: false), from: scene.client.account)
        #expect(scene.closed[0].places[0].paid == 17)
    }

    @Test func theSameOpenPostIsTheSameDeal() throws {
        var scene = try DealScene()
        let post = scene.post()
        let id = try scene.accept(.post(post), from: scene.client.account)
        let before = scene.machine.snapshot()
        #expect(try scene.accept(.post(post), from: scene.client.account) == id)
        #expect(scene.machine.snapshot() == before)
        let open = try #require(id)
        try scene.accept(.cancel(open), from: scene.client.account)
        try scene.refuse(.post(post), from: scene.client.account, .nonce)
    }
}

extension DealScene {
    var cap: Int64 { Self.cap }
}
