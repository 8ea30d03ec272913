import Core
import Settlement
import Testing

@testable import Ledger

/// What the log says of accounts.
@Suite struct ReputationTests {
    @Test func dealsAreCountedForClientAndNodes() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let primary = try LedgerScene.key(10).account
        try await scene.running { service in
            for verifies in [true, true, false] { try await DealRun(scene, service, verifies: verifies).run() }
            let projection = ReputationProjection(service)
            let client = try await projection.answer(of: try LedgerScene.key(20).account)
            #expect(client[anyCase: "Client"]?[anyCase: "Deals"] == .int(3))
            let verified = client[anyCase: "Client"]?[anyCase: "Verified"]
            let node = try await projection.answer(of: primary)
            #expect(node[anyCase: "Node"]?[anyCase: "Verified"] == verified)
            #expect(verified == .int(2) || verified == .int(3))
            #expect(node[anyCase: "Node"]?[anyCase: "MedianDelay"] == .int(0))
            await #expect(throws: CoreError.self) {
                try await projection.answer(of: try LedgerScene.key(99).account)
            }
            // Another reading of the same log gives the same, also without a running ledger.
            let other = ReputationProjection(log: scene.log)
            let again = try await other.answers(after: nil, limit: 100)
            let all = try await projection.answers(after: nil, limit: 100)
            #expect(again == all)
            let accounts = try #require(all[anyCase: "Accounts"]?.arrayValue)
            #expect(accounts.count >= 3)
            let rest = try await projection.answers(
                after: try #require(accounts[0][anyCase: "Account"]?.stringValue.flatMap { AccountID(hex: $0) }),
                limit: 100
            )
            #expect(rest[anyCase: "Accounts"]?.arrayValue == Array(accounts.dropFirst()))
        }
    }

    @Test func aNodeThatDoesNotShowUpIsNotCountedAsSlashed() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let sender = try scene.sender(20, service)
            let node = try LedgerScene.key(10)
            let post = LedgerScene.post(try LedgerScene.client(20), nonce: 0, job: 1)
            let id = try #require(try await sender.send(.deal(.post(post))).receipt?.deal)
            let offer = Offer(node: node.account, jobKey: post.jobKey, price: 1000, expiry: scene.now + 60)
            let proof = OfferProof(offer, ledger: service.capabilities.ledger, key: node)
            let assign = Message.Assign(deal: id, offer: offer, proof: proof)
            #expect(try await sender.send(.deal(.assign(assign))).receipt != nil)
            scene.pass(1000)
            // Any message brings what was due.
            #expect(try await sender.send(.deal(.stake(amount: 1))).receipt != nil)
            let record = try await ReputationProjection(service).answer(of: node.account)
            let counts = record[anyCase: "Node"]
            #expect(counts?[anyCase: "NoShows"] == .int(1))
            #expect(counts?[anyCase: "Slashed"] == .int(0))
            #expect(counts?[anyCase: "MedianDelay"] == .null)
        }
    }

    @Test("The median is at most 1/16 off", arguments: [0, 1, 15, 16, 17, 100, 1000, 86_400, 4_000_000_000])
    func median(_ value: Int64) throws {
        var sketch = DelaySketch()
        #expect(sketch.median == nil)
        sketch.add(value)
        let median = try #require(sketch.median)
        #expect(abs(median - value) * 16 <= value, "\(median)")
    }

    @Test func theMedianIsTheLowerMiddle() {
        var sketch = DelaySketch()
        for value: Int64 in [1, 2, 3, 4] { sketch.add(value) }
        #expect(sketch.median == 2)
        sketch.add(-5)
        sketch.add(.max)
        sketch.add(.max)
        #expect(sketch.median == 3)
    }
}
