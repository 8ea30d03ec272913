import ContentAddressing
import Core
import Settlement
import Testing

@testable import Ledger

/// What crosses the API is what went in.
@Suite struct RemoteLedgerTests {
    private static func remote(_ service: LedgerService) async throws -> RemoteLedger {
        try await RemoteLedger(LedgerFront(service, reputation: ReputationProjection(service)))
    }

    @Test func theSameThingsAreSeenFromAfar() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let remote = try await Self.remote(service)
            #expect(remote.capabilities == service.capabilities)
            #expect(try await remote.params() == service.params())
            // A deal in each of its states, and the messages through the remote ledger.
            let sender = try scene.sender(20, remote)
            let node = try LedgerScene.key(10)
            let child = try LedgerScene.key(30).account
            let allow = LedgerMessage.allow(account: child, limit: 77, expiry: scene.now + 100)
            #expect(try await sender.send(allow).receipt != nil)
            let post = LedgerScene.post(try LedgerScene.client(20), nonce: 0, job: 1)
            let id = try #require(try await sender.send(.deal(.post(post))).receipt?.deal)
            try await Self.expectSameDeal(id, service, remote)
            let offer = Offer(node: node.account, jobKey: post.jobKey, price: 1000, expiry: scene.now + 60)
            let proof = OfferProof(offer, ledger: remote.capabilities.ledger, key: node)
            let assign = Message.Assign(deal: id, offer: offer, proof: proof)
            #expect(try await sender.send(.deal(.assign(assign))).receipt != nil)
            try await Self.expectSameDeal(id, service, remote)
            for number: UInt8 in [10, 20, 30, 99] {
                let account = try LedgerScene.key(number).account
                let near = try await service.account(account)
                #expect(try await remote.account(account) == near)
                let history = try await service.history(of: account, before: .max, limit: 100)
                let far = try await remote.history(of: account, before: .max, limit: 100)
                #expect(far.map(\.sequence) == history.map(\.sequence))
                #expect(far.map(\.effects) == history.map(\.effects))
            }
            let near = try await service.events(after: nil, limit: 100)
            let far = try await remote.events(after: nil, limit: 100)
            #expect(far.map(\.hash) == near.map(\.hash))
            #expect(far.map(\.message) == near.map(\.message))
            let none = try await remote.deal(DealID(.zero))
            #expect(none == nil)
        }
    }

    private static func expectSameDeal(_ id: DealID, _ service: LedgerService, _ remote: RemoteLedger) async throws {
        let near = try #require(try await service.deal(id))
        let far = try #require(try await remote.deal(id))
        #expect(far.deal == near.deal)
        #expect(far.nodes == near.nodes)
        #expect(far.client == near.client && far.params == near.params && far.coin == near.coin)
    }

    @Test func refusalsKeepTheirCodeAndReason() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let remote = try await Self.remote(service)
            let key = try LedgerScene.key(20)
            let message = LedgerMessage.deal(.withdraw(amount: 2_000_000_000))
            let envelope = try scene.envelope(message, by: key, nonce: 1, in: service)
            let near = try await service.submit(envelope)
            let far = try await remote.submit(envelope)
            #expect(near.error != nil && far == near)
        }
    }

    struct BadAnswer: Sendable, CustomTestStringConvertible {
        var name: String
        var json: String
        var testDescription: String { name }
    }

    @Test(
        "An answer that is none is told as such",
        arguments: [
            BadAnswer(name: "empty", json: "{}"), BadAnswer(name: "a list", json: "[]"),
            BadAnswer(name: "no receipt", json: #"{"Accepted":true}"#),
            BadAnswer(name: "no digest", json: #"{"Accepted":true,"Entry":1,"Time":1,"Hash":"xx"}"#),
            BadAnswer(name: "below zero", json: #"{"Accepted":true,"Entry":-1,"Time":1,"Hash":null}"#),
        ]
    )
    func badAnswer(_ bad: BadAnswer) throws {
        let json = try JSONValue(parsing: bad.json)
        #expect(throws: CoreError.self) { try LedgerJSON.answer(json) }
    }

    @Test func aChangedEntryIsNoticed() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let entries = try await scene.log.entries(from: 0, limit: 1)
        let json = try LedgerJSON.entries(entries)
        #expect(try LedgerJSON.entries(json).count == 1)
        let text = json.jsonText()
        let changed = text.replacing("\"Time\":\(LedgerScene.start)", with: "\"Time\":\(LedgerScene.start + 1)")
        #expect(changed != text)
        let parsed = try JSONValue(parsing: changed)
        #expect(throws: CoreError.self) { try LedgerJSON.entries(parsed) }
    }

    @Test func aKeptHeadIsText() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let head = try #require(try await scene.log.lastHead())
        #expect(LogHead(text: head.text) == head)
        #expect(LogHead(text: String(head.text.dropLast(2))) == nil)
        #expect(LogHead(text: "") == nil)
        let kept = LedgerVerifier.Expectations(head: head)
        #expect(try await LedgerVerifier.verify(scene.log, expecting: kept).entries == 1)
        var other = head
        other.signature[0] ^= 1
        let forged = LedgerVerifier.Expectations(head: other)
        await #expect(throws: LedgerFault.self) { try await LedgerVerifier.verify(scene.log, expecting: forged) }
    }
}
