import ContentAddressing
import Core
import Ledger
import Settlement
import TestKit
import Testing

/// One deal through a running ledger, as its client and nodes see it.
struct DealRun {
    let scene: LedgerScene
    let service: LedgerService
    let client: DealClient
    let sender: LedgerSender

    init(_ scene: LedgerScene, _ service: LedgerService, verifies: Bool = false) throws {
        self.scene = scene
        self.service = service
        client = try LedgerScene.client(20, verifies: verifies)
        sender = try scene.sender(20, service)
    }

    func run() async throws {
        let nonce = try await service.account(client.account).account.nextDealNonce
        let post = LedgerScene.post(client, nonce: nonce, job: nonce)
        let id = try #require(try await sender.send(.deal(.post(post))).receipt?.deal)
        try await assign(id, post.jobKey)
        let opening = Opening(
            receipt: SHA256Hasher.digest(of: post.jobKey.digest.bytes),
            fuel: 500,
            pages: 7,
            blob: .zero,
            rho: Digest256(repeating: 3)
        )
        let primary = try LedgerScene.key(10)
        try await commit(opening, to: id, slot: 0)
        try await waitForCoin(id)
        let deal = try #require(try await service.deal(id)).deal
        let decide = try #require(client.decide(deal, primary: primary.account))
        _ = try #require(try await sender.send(.deal(.decide(decide))).receipt)
        guard let drawing = try await service.deal(id) else { return }
        scene.pass((Int64(drawing.deal.drawRound) * 30) - scene.now)
        try await eventually { try await (service.deal(id)?.deal.slots.count ?? 0) > 1 }
        for slot in 1..<(try #require(try await service.deal(id)).nodes.count) {
            try await commit(opening, to: id, slot: slot)
        }
        let done = try #require(try await service.deal(id))
        let say = client.verdict(done.deal, nodes: done.nodes, params: done.params)
        #expect(say == .pay)
        _ = try #require(try await sender.send(.deal(.verdict(id, say))).receipt)
        #expect(try await service.deal(id) == nil)
    }

    private func assign(_ id: DealID, _ job: JobKey) async throws {
        let primary = try LedgerScene.key(10)
        let offer = Offer(node: primary.account, jobKey: job, price: 1000, expiry: scene.now + 60)
        let ledger = service.capabilities.ledger
        let unsigned = try await sender.send(.deal(.assign(.init(deal: id, offer: offer))))
        #expect(unsigned.error?.code == .offer)
        let proof = OfferProof(offer, ledger: ledger, key: primary)
        _ = try #require(try await sender.send(.deal(.assign(.init(deal: id, offer: offer, proof: proof)))).receipt)
    }

    private func commit(_ opening: Opening, to id: DealID, slot: Int) async throws {
        let statement = try #require(try await service.deal(id))
        let number = try #require(
            try (10..<15).first { try LedgerScene.key($0).account == statement.nodes[slot] }
        )
        let node = DealNode(account: statement.nodes[slot], sealing: .tag)
        let commit = try #require(node.commit(opening, to: statement.deal, slot: slot))
        _ = try #require(try await scene.sender(number, service).send(.deal(.commit(commit))).receipt)
    }

    private func waitForCoin(_ id: DealID) async throws {
        let round = try #require(try await service.deal(id)).deal.coinRound
        scene.pass(Int64(round) * 30 - scene.now)
        try await eventually { try await service.deal(id)?.coin != nil }
    }
}
