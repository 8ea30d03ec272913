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
        let decide = try scene.honestDecision(id)
        #expect(decide.verify)
        try scene.accept(.decide(decide), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 1)
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
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
        let decide = try scene.honestDecision(id)
        #expect(decide.verify)
        try scene.accept(.decide(decide), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 1)
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 0..<3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed[0].losers == [0])
    }

    @Test("commit_by_stranger_or_late") func strangerOrLate() throws {
        var scene = try DealScene()
        let id = try scene.assigned()
        let deal = try #require(scene.machine.deal(id))
        let opening = DealScene.opening(by: scene.nodes[1])
        let commit = try #require(DealNode(account: scene.nodes[1], sealing: .tag).commit(opening, to: deal, slot: 0))
        try scene.refuse(.commit(commit), from: scene.nodes[1], .notYours)
        var dear = commit
        dear.charge = cap + 1
        try scene.refuse(.commit(dear), from: scene.nodes[0], .charge)
        dear.charge = cap - 1
        try scene.refuse(.commit(dear), from: scene.nodes[0], .charge)
        scene.now += 101
        try scene.refuse(.commit(commit), from: scene.nodes[0], .late)
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.aborted])
        #expect(try scene.account(scene.nodes[0]).stake == 10 * slash - 500_000)
    }

    @Test("verifier_no_show: it pays and is replaced, until there are no more") func noShow() throws {
        var scene = try DealScene(nodes: 14, params: { $0.maxRedraws = 2 })
        let id = try scene.verifying()
        for absent in 1...2 {
            scene.now += 801
            try scene.tick()
            #expect(scene.machine.deal(id)?.redraws == absent)
            #expect(scene.machine.deal(id)?.state == .drawing)
            try scene.pass(60)
            #expect(scene.machine.deal(id)?.slots.count == absent + 2)
        }
        scene.now += 801
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.unverifiable])
        #expect(scene.closed[0].places[0].paid == cap)
        #expect(scene.closed[0].places[1...].map(\.slashed) == [500_000, 500_000, 500_000])
    }

    @Test("no_reveal_is_slashed") func noReveal() throws {
        var scene = try DealScene()
        let id = try scene.jury((2, 1, 1))
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        try scene.reveal(id, slot: 1)
        try scene.reveal(id, slot: 2)
        scene.now += 259_200
        try scene.tick()
        #expect(scene.machine.openDealCount == 1)
        scene.now += 1
        let opening = try #require(scene.openings["\(id) 0"])
        try scene.refuse(.reveal(id, slot: 0, opening), from: scene.nodes[0], .late)
        try scene.tick()
        #expect(scene.closed[0].losers == [0])
        #expect(scene.closed[0].places[0].isFaulty)
    }

    @Test("nobody reveals: everybody is slashed and the client refunded") func nobodyReveals() throws {
        var scene = try DealScene()
        let id = try scene.jury((1, 1, 1))
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        scene.now += 259_201
        try scene.tick()
        #expect(scene.closed.map(\.outcome) == [.failedRefund])
        #expect(scene.closed[0].places.map(\.slashed) == [slash, slash, slash])
        #expect(!scene.machine.isBurnt(DealScene.job(0)))
    }

    @Test("double_commit") func doubleCommit() throws {
        var scene = try DealScene()
        let id = try scene.verdict()
        let deal = try #require(scene.machine.deal(id))
        let slot = deal.slots[0]
        let again = Message.Commit(
            deal: id,
            commitment: Digest256(repeating: 1),
            ciphertext: slot.ciphertext,
            charge: cap
        )
        try scene.refuse(.commit(again), from: scene.nodes[0], .notYours)
    }

    @Test("leak_report: whoever was given an answer takes half of the giver's stake") func leakReport() throws {
        var scene = try DealScene()
        let id = try scene.verifying()
        let drawn = try scene.node(id, 1)
        let given = try #require(scene.openings["\(id) 0"])
        var wrong = given
        wrong.rho = .zero
        try scene.refuse(.reportLeak(id, slot: 0, wrong), from: drawn, .opening)
        try scene.refuse(.reportLeak(id, slot: 0, given), from: scene.client.account, .notYours)
        try scene.refuse(.reportLeak(id, slot: 1, given), from: drawn, .slot)
        try scene.accept(.reportLeak(id, slot: 0, given), from: drawn)
        #expect(try scene.account(drawn).available == 1_000 + slash / 2)
        #expect(try scene.account(scene.nodes[0]).stake == 9 * slash)
        #expect(scene.machine.burned == 1_000 + slash / 2)
        try scene.commit(id, slot: 1)
        // One replica is left; two more can be had.
        try scene.accept(.verdict(id, .escalate), from: scene.client.account)
        #expect(scene.machine.deal(id)?.need == 2)
        try scene.pass(60)
        try scene.commit(id, slot: 2)
        try scene.commit(id, slot: 3)
        try scene.accept(.verdict(id, .pay), from: scene.client.account)
        #expect(scene.closed[0].places.map(\.paid) == [0, 1_200_000, 1_200_000, 1_200_000])
    }

    @Test("forced_verifiers: no deal with too little time or too low a price") func starvedVerifiers() throws {
        var scene = try DealScene(params: { $0.floorPerGfuel = 1_000_000_000 })
        var post = scene.post()
        post.maxFuel = 1_000_000_001
        try scene.refuse(.post(post), from: scene.client.account, .time)
        post = scene.client.postMetered(
            nonce: 0,
            job: DealScene.job(0),
            cap: cap,
            price: 999_999_999,
            priceMem: 0,
            maxFuel: 1_000,
            tExec: 100
        )
        try scene.refuse(.post(post), from: scene.client.account, .price)
        let id = try scene.posted()
        try scene.refuse(
            .assign(.init(deal: id, offer: scene.offer(0, price: 999))),
            from: scene.client.account,
            .price
        )
        try scene.accept(.assign(.init(deal: id, offer: scene.offer(0, price: 1_000))), from: scene.client.account)
    }

    @Test("data_unavailable: declining costs nothing, and too many declines end the search") func declining() throws {
        var scene = try DealScene(nodes: 14)
        let id = try scene.verifying()
        for count in 1...4 {
            let slot = (scene.machine.deal(id)?.slots.count ?? 0) - 1
            try scene.accept(.decline(id), from: try scene.node(id, slot))
            if count < 4 { try scene.pass(60) }
        }
        #expect(scene.closed.map(\.outcome) == [.unverifiable])
        #expect(scene.closed[0].places.map(\.slashed) == [0, 0, 0, 0, 0])
    }

    @Test("a primary declines in time only, and the deal is open again") func primaryDeclines() throws {
        var scene = try DealScene(params: { $0.tFetch = 50 })
        let id = try scene.assigned()
        try scene.accept(.decline(id), from: scene.nodes[0])
        #expect(scene.machine.deal(id)?.state == .posted)
        #expect(scene.machine.deal(id)?.slots.isEmpty == true)
        try scene.accept(.assign(.init(deal: id, offer: scene.offer(1))), from: scene.client.account)
        scene.now += 51
        try scene.refuse(.decline(id), from: scene.nodes[1], .late)
    }

    @Test("small_network and pool_floor: no deal that a known few would verify") func smallNetwork() throws {
        var few = try DealScene(nodes: 3)
        try few.refuse(.post(few.post()), from: few.client.account, .pool)
        var scene = try DealScene(nodes: 12)
        // 200 · 10 slashes of stake: nobody has more.
        try scene.refuse(.post(scene.post(cap: 10 * cap + 1)), from: scene.client.account, .pool)
        for node in 0..<6 { try scene.accept(.unstake(amount: 9 * slash + 1), from: scene.nodes[node]) }
        try scene.accept(.post(scene.post()), from: scene.client.account)
        try scene.accept(.unstake(amount: 9 * slash + 1), from: scene.nodes[6])
        scene.nonce += 1
        try scene.refuse(.post(scene.post()), from: scene.client.account, .pool)
    }

    @Test("mutate_only_once: bid and concurrency change together, in range, once") func mutateOnce() throws {
        var scene = try DealScene()
        let id = try scene.committed()
        try scene.accept(scene.decide(id, verify: true, mult: 13_000), from: scene.client.account)
        try scene.refuse(scene.decide(id, verify: true, mult: 15_000), from: scene.client.account, .state)
        #expect(scene.machine.deal(id)?.multBps == 13_000)
        #expect(scene.machine.deal(id)?.need == 1)
    }

    @Test("points of small order are no encryption keys") func smallOrderKeys() throws {
        var scene = try DealScene()
        let keys = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]
        for key in keys {
            var post = scene.post()
            post.encKey = try #require(Digest256(hex: key))
            try scene.refuse(.post(post), from: scene.client.account, .key)
        }
    }
}
