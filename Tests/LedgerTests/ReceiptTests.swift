import ContentAddressing
import Core
import Settlement
import TestKit
import Testing

@testable import Ledger

/// Receipts that are made from the log alone.
@Suite struct ReceiptTests {
    /// A deal of a described job that has ended, and what its client knows.
    private struct Ended {
        var deal: DealID
        var job: JobDescription
        var facts: ReceiptFacts
    }

    private static func job(_ salt: UInt8) -> JobDescription {
        JobDescription(
            classID: "wasm/1",
            program: [1, 2, 3],
            entry: "_start",
            maxFuel: 1000,
            maxPages: 10,
            maxOutputBytes: 100,
            salt: Digest256(repeating: salt)
        )
    }

    /// Runs a deal: to its end without verifiers, to the draw of a verifier, or up to the first commitment.
    private static func run(
        _ scene: LedgerScene,
        _ service: LedgerService,
        nonce: UInt64,
        decides: Bool = true,
        verifies: Bool = false
    ) async throws -> Ended {
        let job = job(UInt8(nonce))
        let client = try LedgerScene.client(20, verifies: verifies)
        let sender = try scene.sender(20, service)
        let node = try LedgerScene.key(10)
        let post = client.post(nonce: nonce, job: job.key, cap: 1000, maxFuel: 1000, tExec: 100)
        let id = try #require(try await sender.send(.deal(.post(post))).receipt?.deal)
        let offer = Offer(node: node.account, jobKey: job.key, price: 900, expiry: scene.now + 60)
        let proof = OfferProof(offer, ledger: service.capabilities.ledger, key: node)
        let assign = Message.Assign(deal: id, offer: offer, proof: proof)
        _ = try #require(try await sender.send(.deal(.assign(assign))).receipt)
        let root = Digest256(repeating: 7)
        let receipt = ProtocolHash.receipt(job: job.key, exit: 3, outputRoot: root, traceRoot: .zero)
        let opening = Opening(receipt: receipt, fuel: 500, pages: 7, blob: .zero, rho: Digest256(repeating: 3))
        let deal = try #require(try await service.deal(id)).deal
        let commit = try #require(
            DealNode(account: node.account, sealing: .tag).commit(opening, to: deal, slot: 0)
        )
        _ = try #require(try await scene.sender(10, service).send(.deal(.commit(commit))).receipt)
        let ended = Ended(
            deal: id,
            job: job,
            facts: ReceiptFacts(exit: 3, outputRoot: root, traceRoot: .zero, opening: opening)
        )
        guard decides else { return ended }
        let round = try #require(try await service.deal(id)).deal.coinRound
        scene.pass(Int64(round) * 30 - scene.now)
        try await eventually { try await service.deal(id)?.coin != nil }
        let waiting = try #require(try await service.deal(id)).deal
        let decide = try #require(client.decide(waiting, primary: node.account))
        _ = try #require(try await sender.send(.deal(.decide(decide))).receipt)
        return ended
    }

    @Test func aReceiptIsMadeFromTheLogAndHoldsWithoutIt() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            // The coin verifies one deal in forty: of three, one at least is paid at once.
            var paid: Ended?
            for nonce: UInt64 in 0..<3 {
                let ended = try await Self.run(scene, service, nonce: nonce)
                if try await service.deal(ended.deal) == nil { paid = ended }
            }
            let ended = try #require(paid)
            let receipt = try await service.receipt(of: ended.deal, job: ended.job, facts: ended.facts)
            #expect(receipt.outcome == .paid)
            #expect(receipt.result.node == (try LedgerScene.key(10).account))
            #expect(receipt.result.charge == 900)
            #expect(receipt.messages.count == 4)
            #expect(receipt.coinBeacon != nil)
            let read = try Receipt(decoding: receipt.bytes)
            #expect(read == receipt)
            try read.verify(ledgerKey: service.capabilities.operatorKey)
            let history = try await DealHistory.read(ended.deal, in: scene.log)
            #expect(history.client == (try LedgerScene.key(20).account))
        }
    }

    @Test func bothNodesOfAVerifiedDealHaveAReceipt() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let deal = try await Self.run(scene, service, nonce: 0, verifies: true)
            let drawing = try #require(try await service.deal(deal.deal)).deal
            scene.pass(Int64(drawing.drawRound) * 30 - scene.now)
            try await eventually { try await (service.deal(deal.deal)?.nodes.count ?? 0) == 2 }
            let drawn = try #require(try await service.deal(deal.deal))
            let number = try #require(try (10..<15).first { try LedgerScene.key($0).account == drawn.nodes[1] })
            var opening = deal.facts.opening
            opening.rho = Digest256(repeating: 44)
            let verifier = DealNode(account: drawn.nodes[1], sealing: .tag)
            let commit = try #require(verifier.commit(opening, to: drawn.deal, slot: 1))
            _ = try #require(try await scene.sender(number, service).send(.deal(.commit(commit))).receipt)
            let pay = LedgerMessage.deal(.verdict(deal.deal, .pay))
            _ = try #require(try await scene.sender(20, service).send(pay).receipt)

            let first = try await service.receipt(of: deal.deal, job: deal.job, facts: deal.facts)
            #expect(first.outcome == .verifiedPaid)
            #expect(first.messages.count == 6)
            var facts = deal.facts
            facts.slot = 1
            facts.opening = opening
            let second = try await service.receipt(of: deal.deal, job: deal.job, facts: facts)
            #expect(second.result.node == drawn.nodes[1])
            // The log knows the coin's value as the state does.
            let last = try await service.state().last.sequence
            let logged = try await service.loggedValue(of: drawing.coinRound, from: 0, to: last)
            #expect(logged != nil && logged == first.coinBeacon)
            let never = try await service.loggedValue(of: 1, from: 0, to: last)
            #expect(never == nil)
        }
    }

    @Test func noReceiptIsMadeOfAnotherJobOrResult() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let open = try await Self.run(scene, service, nonce: 0, decides: false)
            let early = await Self.code { try await service.receipt(of: open.deal, job: open.job, facts: open.facts) }
            #expect(early == .conflict)
            let unknown = await Self.code {
                try await service.receipt(of: DealID(.zero), job: open.job, facts: open.facts)
            }
            #expect(unknown == .notFound)
            // Nobody decides: the node is paid late.
            scene.pass(100_000)
            #expect(try await scene.sender(20, service).send(.deal(.stake(amount: 1))).receipt != nil)
            let late = try await service.receipt(of: open.deal, job: open.job, facts: open.facts)
            #expect(late.outcome == .paidLate)
            var facts = open.facts
            facts.exit = 4
            let lie = facts
            let otherResult = await Self.code { try await service.receipt(of: open.deal, job: open.job, facts: lie) }
            #expect(otherResult == .validation)
            let otherJob = await Self.code {
                try await service.receipt(of: open.deal, job: Self.job(99), facts: open.facts)
            }
            #expect(otherJob == .validation)
            facts = open.facts
            facts.slot = 1
            let nobody = facts
            let otherSlot = await Self.code {
                try await service.receipt(of: open.deal, job: open.job, facts: nobody)
            }
            #expect(otherSlot == .validation)
        }
    }

    private static func code(_ body: () async throws -> Receipt) async -> CoreError.Code? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? CoreError)?.code
        }
    }
}
