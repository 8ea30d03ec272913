import ContentAddressing
import Core
import Testing

@testable import Settlement

/// What nodes and clients may try around commitments, deadlines and leaks, and what the ledger answers.
@Suite struct DeadlineAttackTests {
    private let cap = DealScene.cap
    private let slash = DealScene.slash

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
        // The escalation binds: what is left agrees, but is opened before it is paid.
        try scene.refuse(.verdict(id, .pay), from: scene.client.account, .bound)
        try scene.accept(.verdict(id, .dispute), from: scene.client.account)
        for slot in 1...3 { try scene.reveal(id, slot: slot) }
        #expect(scene.closed[0].outcome == .forcedPaid && scene.closed[0].clientFine == 0)
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
