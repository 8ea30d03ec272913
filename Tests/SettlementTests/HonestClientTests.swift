import ContentAddressing
import Core
import Testing

@testable import Settlement

/// A client that follows the protocol among nodes of which most lie is never fined, and honest verifiers are paid.
@Suite struct HonestClientTests {
    private enum Conduct { case honest, liar, garbage, greedy, absent, declines }

    @Test(arguments: 0..<UInt64(60), [0, 1]) func isNeverFined(seed: UInt64, binds: Int64) throws {
        var random = SplitMix64(seed: seed)
        let nMax = [3, 5, 7][random.below(3)]
        var scene = try DealScene(
            nodes: 14,
            params: {
                $0.nMax = Int64(nMax)
                $0.escalationBinds = binds
            },
            policy: ClientPolicy(pPpm: 500_000),
            clientMoney: 1_000_000_000
        )
        for _ in 0..<6 {
            let job = DealScene.job(scene.nonce + 1_000 * seed)
            let id = try scene.post(
                scene.client.postMetered(
                    nonce: scene.nonce,
                    job: job,
                    cap: 1_000,
                    price: 1_000_000_000,
                    priceMem: 0,
                    maxFuel: 100,
                    tExec: 100
                )
            )
            scene.nonce += 1
            try scene.accept(
                .assign(.init(deal: id, offer: scene.offer(random.below(14), price: 1))),
                from: scene.client.account
            )
            var honest: [Int] = []
            while scene.machine.deal(id) != nil { try move(id, &scene, &random, &honest) }
            let closed = try #require(scene.closed.last)
            let right = DealScene.opening(1, by: scene.nodes[0]).digest(job: job)
            let expectations = InvariantChecker.Expectations(
                rightDigest: right,
                isClientHonest: true,
                honestSlots: honest
            )
            try InvariantChecker.checkClosed(closed, scene.machine, expectations)
        }
    }

    /// Does the next thing that the deal waits for.
    private func move(
        _ id: DealID,
        _ scene: inout DealScene,
        _ random: inout SplitMix64,
        _ honest: inout [Int]
    ) throws {
        let deal = try #require(scene.machine.deal(id))
        let nodes = deal.slots.map { scene.machine.account(at: $0.node).id }
        switch deal.state {
        case .posted: Issue.record("a primary declined")
        case .committed:
            try scene.pass(60)
            let current = try #require(scene.machine.deal(id))
            let decide = try #require(scene.client.decide(current, primary: nodes[0]))
            try scene.accept(.decide(decide), from: scene.client.account)
        case .assigned, .drawing, .verifying:
            guard let slot = deal.slots.firstIndex(where: { $0.state == .assigned }) else { return try scene.pass(60) }
            try run(id, slot, nodes[slot], &scene, &random, &honest)
        case .verdict:
            let what = scene.client.verdict(deal, nodes: nodes, params: scene.machine.params(of: deal))
            try scene.accept(.verdict(id, what), from: scene.client.account)
        case .revealing:
            for slot in deal.slots.indices where scene.machine.deal(id)?.slots[slot].state == .committed {
                // One liar in three says nothing.
                if !honest.contains(slot), random.chance(1, in: 3) { continue }
                guard scene.machine.deal(id)?.state == .revealing else { return }
                try scene.reveal(id, slot: slot)
            }
            guard scene.machine.deal(id)?.state == .revealing else { return }
            scene.now += 259_201
            try scene.tick()
        }
    }

    private func run(
        _ id: DealID,
        _ slot: Int,
        _ node: AccountID,
        _ scene: inout DealScene,
        _ random: inout SplitMix64,
        _ honest: inout [Int]
    ) throws {
        let deal = try #require(scene.machine.deal(id))
        var conduct: Conduct = [.honest, .honest, .honest, .liar, .garbage, .greedy, .absent, .declines][
            random.below(8)
        ]
        if slot == 0, conduct == .declines { conduct = .honest }
        let opening = DealScene.opening(conduct == .liar ? 2 : 1, by: node)
        scene.openings["\(id) \(slot)"] = opening
        let party = DealNode(account: node, sealing: .tag)
        switch conduct {
        case .declines: try scene.accept(.decline(id), from: node)
        case .absent:
            scene.now = deal.slots[slot].deadline + 1
            try scene.tick()
        default:
            let charge: Int64 = conduct == .greedy ? 11 : 10
            var commit = try #require(party.commit(opening, to: deal, slot: slot, charge: charge))
            if conduct == .garbage { commit.ciphertext = .zero }
            if conduct == .honest {
                honest.append(slot)
                try reportLeak(id, slot, node, &scene, &random, honest)
            }
            try scene.accept(.commit(commit), from: node)
        }
    }

    /// A liar before it may have given its opening away.
    private func reportLeak(
        _ id: DealID,
        _ slot: Int,
        _ node: AccountID,
        _ scene: inout DealScene,
        _ random: inout SplitMix64,
        _ honest: [Int]
    ) throws {
        guard slot > 0, random.chance(1, in: 3), let deal = scene.machine.deal(id), !deal.isPublic,
            let liar = deal.slots.firstIndex(where: { $0.state == .committed }), !honest.contains(liar),
            let opening = scene.openings["\(id) \(liar)"], deal.slots[liar].charge == 10
        else { return }
        try scene.accept(.reportLeak(id, slot: UInt32(liar), opening), from: node)
    }
}
