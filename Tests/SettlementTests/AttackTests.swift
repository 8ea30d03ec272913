import ContentAddressing
import Core
import Testing

@testable import Settlement

/// The attacks that the ledger has to answer, one by one.
@Suite struct AttackTests {
    private let cap = DealScene.cap
    private let slash = DealScene.slash

    @Test("copy_commitment: a copied commitment cannot be opened") func copyCommitment() throws {
        var scene = try DealScene()
        let id = try scene.verifying()
        let deal = try #require(scene.machine.deal(id))
        let copier = try scene.node(id, 1)
        let copied = Message.Commit(
            deal: id,
            commitment: try #require(deal.slots[0].commitment),
            ciphertext: deal.slots[0].ciphertext,
            charge: cap
        )
        try scene.accept(.commit(copied), from: copier)
        let after = try #require(scene.machine.deal(id))
        let nodes = after.slots.map { scene.machine.account(at: $0.node).id }
        // In real sealing and with tags alike: what is bound to slot 0 does not read in slot 1.
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        try scene.reveal(id, slot: 0)
        try scene.reveal(id, slot: 2)
        let stolen = try #require(scene.openings["\(id) 0"])
        try scene.refuse(.reveal(id, slot: 1, stolen), from: copier, .opening)
        scene.now += 259_201
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.settledSlash])
        #expect(scene.closed[0].losers == [1])
        #expect(nodes.count == 2)
    }

    @Test("commitment_binds_every_field") func commitmentBinds() {
        let place = SlotPlace(deal: DealID(Digest256(repeating: 1)), slot: 2, node: AccountID(Digest256(repeating: 3)))
        func commitment(_ place: SlotPlace, _ digest: UInt8 = 4, _ charge: Int64 = 5, _ rho: UInt8 = 6) -> Digest256 {
            ProtocolHash.commitment(
                place: place,
                digest: Digest256(repeating: digest),
                charge: charge,
                rho: Digest256(repeating: rho)
            )
        }
        var deal = place
        deal.deal = DealID(Digest256(repeating: 9))
        var slot = place
        slot.slot = 3
        var node = place
        node.node = AccountID(Digest256(repeating: 9))
        let all = [
            commitment(place), commitment(deal), commitment(slot), commitment(node), commitment(place, 9),
            commitment(place, 4, 9), commitment(place, 4, 5, 9),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test("decide_needs the coin's round, the beacon, and the policy as posted") func decideNeeds() throws {
        var scene = try DealScene()
        let id = try scene.assigned()
        try scene.refuse(scene.decide(id, verify: true), from: scene.client.account, .state)
        try scene.commit(id, slot: 0)
        try scene.refuse(scene.decide(id, verify: true), from: scene.client.account, .early)
        scene.now += 60
        try scene.refuse(scene.decide(id, verify: true), from: scene.client.account, .beacon)
        try scene.pass(0)
        try scene.refuse(scene.decide(id, verify: true), from: scene.nodes[0], .notYours)
        let forged = Message.Decide(
            deal: id,
            k: Digest256(repeating: 1),
            pPpm: 25_000,
            verify: true,
            multBps: 12_000
        )
        try scene.refuse(.decide(forged), from: scene.client.account, .policy)
        for mult: Int64 in [11_999, 15_001] {
            try scene.refuse(scene.decide(id, verify: true, mult: mult), from: scene.client.account, .mult)
        }
        try scene.accept(scene.decide(id, verify: true, mult: 15_000), from: scene.client.account)
        try scene.refuse(scene.decide(id, verify: false), from: scene.client.account, .state)
    }

    @Test("client_cannot_dodge_coin: a coin that says so verifies, whatever the client wants")
    func coinIsForced() throws {
        var scene = try DealScene(policy: ClientPolicy(pPpm: 1_000_000))
        let id = try scene.committed()
        try scene.accept(scene.decide(id, verify: false), from: scene.client.account)
        #expect(scene.machine.deal(id)?.state == .drawing)
        #expect(scene.machine.deal(id)?.multBps == 12_000)
    }

    @Test("a chance below the floor or above one counts as one", arguments: [0, 24_999, 1_000_001, UInt32.max])
    func chanceOutOfRange(pPpm: UInt32) throws {
        var scene = try DealScene(policy: ClientPolicy(pPpm: pPpm))
        let id = try scene.committed()
        try scene.accept(scene.decide(id, verify: false), from: scene.client.account)
        #expect(scene.machine.deal(id)?.state == .drawing)
    }

    @Test("silent_client: not deciding costs as much as a verification") func silentClient() throws {
        var scene = try DealScene()
        let before = try scene.clientAccount.available
        let id = try scene.committed()
        scene.now += 86_400 - 60
        try scene.tick()
        #expect(scene.machine.deal(id)?.state == .committed)
        scene.now += 1
        try scene.refuse(scene.decide(id, verify: true), from: scene.client.account, .late)
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.paidLate])
        #expect(try scene.clientAccount.available == before - cap - 1_200_000 - 1_000)
        #expect(try scene.account(scene.nodes[0]).available == 1_000 + cap)
    }

    @Test("silent_client: no verdict pays everybody, with a fee") func silentVerdict() throws {
        var scene = try DealScene()
        let before = try scene.clientAccount.available
        let id = try scene.verdict(1, 2)
        scene.now += 86_401
        try scene.refuse(.verdict(id, .pay), from: scene.client.account, .late)
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.verifiedPaidLate])
        #expect(try scene.clientAccount.available == before - cap - 1_200_000 - 100_000 - 1_000)
    }

    @Test("gang_up: a client that disputes what all agree on is fined") func gangUp() throws {
        var scene = try DealScene()
        let before = try scene.clientAccount.available
        let id = try scene.verdict()
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        try scene.reveal(id, slot: 0)
        try scene.reveal(id, slot: 1)
        #expect(scene.closed.map(\.outcome) == [.forcedPaid])
        #expect(scene.closed[0].clientFine == 50_000_000)
        #expect(try scene.clientAccount.available == before - cap - 1_200_000 - 50_000_000 - 1_000)
        try scene.refuse(.post(scene.post(job: DealScene.job(0))), from: scene.client.account, .burnt)
    }

    @Test("a ledger that cannot recompute ciphertexts fines a gang-up the late fee only") func gangUpUnaudited() throws
    {
        var scene = try DealScene(params: { $0.auditsCiphertext = false })
        let before = try scene.clientAccount.available
        let id = try scene.verdict()
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        try scene.reveal(id, slot: 0)
        try scene.reveal(id, slot: 1)
        #expect(try scene.clientAccount.available == before - cap - 1_200_000 - 100_000 - 1_000)
    }

    @Test("the wallet floor cannot be moved out of reach while a deal is open") func walletFloor() throws {
        var scene = try DealScene(clientMoney: 100_000_000)
        _ = try scene.verdict()
        let all = try scene.clientAccount.available
        try scene.refuse(.withdraw(amount: all - 49_999_999), from: scene.client.account, .balance)
        try scene.refuse(.stake(amount: all - 49_999_999), from: scene.client.account, .balance)
        try scene.accept(.withdraw(amount: all - 50_000_000), from: scene.client.account)
    }

    @Test("garbage_ciphertext: the node, not the client, pays for it", arguments: [Sealing.tag, .hpke])
    func garbageCiphertext(sealing: Sealing) throws {
        var scene = try DealScene(sealing: sealing)
        let id = try scene.assigned()
        let deal = try #require(scene.machine.deal(id))
        let opening = DealScene.opening(by: scene.nodes[0])
        scene.openings["\(id) 0"] = opening
        var commit = try #require(
            DealNode(account: scene.nodes[0], sealing: sealing).commit(opening, to: deal, slot: 0)
        )
        commit.ciphertext = .zero
        try scene.accept(.commit(commit), from: scene.nodes[0])
        try scene.pass(60)
        try scene.dispute(id)
        #expect(scene.closed[0].outcome == .settledSlash)
        #expect(scene.closed[0].losers == [0])
        #expect(scene.closed[0].clientFine == 0)
    }

    @Test("draw_: nobody is drawn twice, nor the client, nor who leaves or is too poor") func drawEligibility() throws {
        for round in 0..<8 {
            var scene = try DealScene(nodes: 6)
            scene.nonce = UInt64(round * 10)
            let id = try scene.committed()
            try scene.accept(.setExiting(true), from: scene.nodes[1])
            try scene.accept(.unstake(amount: 9 * slash + 1), from: scene.nodes[2])
            try scene.accept(scene.decide(id, verify: true), from: scene.client.account)
            try scene.pass(60)
            let drawn = try scene.node(id, 1)
            #expect(scene.nodes[3...].contains(drawn))
        }
    }

    @Test("draw_round_is_after the message that asks for it, and fixed") func drawRound() throws {
        var scene = try DealScene()
        let id = try scene.committed()
        let round = scene.machine.params.round(at: scene.now)
        try scene.accept(scene.decide(id, verify: true), from: scene.client.account)
        #expect(scene.machine.deal(id)?.drawRound == round + 2)
        #expect(scene.machine.nextDrawRound == round + 2)
        // A value of an earlier round draws nobody.
        scene.now += 30
        scene.machine.publish(DealScene.beacon(round + 1), round: round + 1, now: scene.now)
        #expect(scene.machine.deal(id)?.state == .drawing)
    }

    @Test("a missing beacon value is replaced after ten rounds, and then stays") func missingBeacon() throws {
        var scene = try DealScene()
        let id = try scene.committed()
        try scene.accept(scene.decide(id, verify: true), from: scene.client.account)
        let round = try #require(scene.machine.deal(id)?.drawRound)
        scene.now = Int64(round + 10) * 30 - 1
        try scene.tick()
        #expect(scene.machine.deal(id)?.state == .drawing)
        scene.now += 1
        try scene.tick()
        #expect(scene.machine.deal(id)?.state == .verifying)
        let last = try #require(scene.machine.beaconValue(round - 2))
        #expect(scene.machine.beaconValue(round) == ProtocolHash.beaconFallback(last: last, round: round))
        let late = scene.machine.publish(DealScene.beacon(round), round: round, now: scene.now)
        #expect(late.error?.code == .beacon)
    }

    @Test("stake_cannot_back_two_deals, and a primary stays drawable") func stakeIsLocked() throws {
        var scene = try DealScene()
        for _ in 0..<8 { _ = try scene.assigned() }
        // 8 of 10 are locked, one of the two left has to stay free with the next lock.
        let ninth = try scene.posted()
        try scene.accept(.assign(.init(deal: ninth, offer: scene.offer(0))), from: scene.client.account)
        let tenth = try scene.posted()
        try scene.refuse(.assign(.init(deal: tenth, offer: scene.offer(0))), from: scene.client.account, .stake)
        #expect(try scene.account(scene.nodes[0]).freeStake == slash)
        try scene.refuse(.unstake(amount: slash + 1), from: scene.nodes[0], .balance)
    }

    @Test("busy_primary: the reserve grows with the stake") func busyPrimary() throws {
        var scene = try DealScene(params: { $0.verifyReservePpm = 850_000 })
        let first = try scene.posted()
        try scene.accept(.assign(.init(deal: first, offer: scene.offer(0))), from: scene.client.account)
        let second = try scene.posted()
        // 9 free less 1 is 8, below 8.5 of 10.
        try scene.refuse(.assign(.init(deal: second, offer: scene.offer(0))), from: scene.client.account, .stake)
    }

    @Test("due_draw: a draw comes before the message that would change who can be drawn") func dueDraw() throws {
        var scene = try DealScene(nodes: 5)
        let id = try scene.committed()
        try scene.accept(scene.decide(id, verify: true), from: scene.client.account)
        let round = try #require(scene.machine.deal(id)?.drawRound)
        // The beacon is silent; in this second a fallback takes its place, and nobody has called for the draw yet.
        scene.now = Int64(round + 10) * 30
        var twin = scene
        try twin.tick()
        let drawn = try twin.node(id, 1)
        try scene.accept(.setExiting(true), from: drawn)
        #expect(try scene.node(id, 1) == drawn)
    }

    @Test("unbonding: stake becomes money only after a while, and is not lost on the way") func unbonding() throws {
        var scene = try DealScene()
        try scene.accept(.unstake(amount: 5), from: scene.nodes[0])
        try scene.accept(.unstake(amount: 7), from: scene.nodes[0])
        #expect(try scene.account(scene.nodes[0]).unbonding == 12)
        scene.now += 1_209_599
        try scene.tick()
        #expect(try scene.account(scene.nodes[0]).unbonding == 12)
        scene.now += 1
        try scene.tick()
        #expect(try scene.account(scene.nodes[0]).available == 1_012)
        try scene.refuse(.unstake(amount: 10 * slash), from: scene.nodes[0], .balance)
    }

    @Test("metered_overcharge: a charge that the usage does not cost is faulty") func overcharge() throws {
        var scene = try DealScene()
        let post = scene.client.postMetered(
            nonce: 0,
            job: DealScene.job(0),
            cap: cap,
            price: 1_000_000_000,
            priceMem: 0,
            maxFuel: 1_000,
            tExec: 100
        )
        let id = try scene.post(post)
        try scene.accept(.assign(.init(deal: id, offer: scene.offer(0, price: 1))), from: scene.client.account)
        let opening = DealScene.opening(by: scene.nodes[0])
        scene.openings["\(id) 0"] = opening
        let deal = try #require(scene.machine.deal(id))
        let node = DealNode(account: scene.nodes[0], sealing: .tag)
        let commit = try #require(node.commit(opening, to: deal, slot: 0, charge: 11))
        try scene.accept(.commit(commit), from: scene.nodes[0])
        try scene.pass(60)
        try scene.dispute(id)
        #expect(scene.closed[0].losers == [0])
    }
}
