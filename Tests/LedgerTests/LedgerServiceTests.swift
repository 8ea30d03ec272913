import ContentAddressing
import Core
import InMemory
import Ledger
import Settlement
import TestKit
import Testing

@Suite struct LedgerServiceTests {
    @Test func messagesAreAnsweredLoggedAndFoundAgain() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let account = try LedgerScene.key(20).account
        let receipt = try await scene.running { service in
            let answer = try await scene.sender(20, service).send(.deal(.stake(amount: 300_000)))
            let statement = try await service.account(account)
            #expect(statement.account.freeStake == 300_000)
            #expect(statement.account.available == 1_000_000_000 - 300_000)
            #expect(statement.nextNonce == 1)
            let history = try await service.history(of: account, before: .max, limit: 10)
            #expect(history.map(\.name) == ["stake"])
            #expect(history.first?.actor == account)
            return try #require(answer.receipt)
        }
        #expect(receipt.sequence == 1)
        #expect(try await scene.log.entries(from: 1, limit: 1).first?.hash == receipt.hash)
    }

    @Test func theSameEnvelopeAgainGivesTheFirstAnswerForEver() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let key = try LedgerScene.key(20)
        let (first, envelope) = try await scene.running { service in
            let envelope = try scene.envelope(.deal(.stake(amount: 5)), by: key, nonce: 3, in: service)
            let answers = try await withThrowingTaskGroup(of: LedgerAnswer.self) { group in
                for _ in 0..<20 { group.addTask { try await service.submit(envelope) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let receipts = answers.compactMap(\.receipt)
            #expect(receipts.count == 20)
            #expect(Set(receipts.map(\.sequence)).count == 1)
            #expect(receipts.filter { !$0.isRepeated }.count == 1)
            #expect(try await service.account(key.account).account.freeStake == 5)
            // Many later messages, and a restart, do not make it forget.
            for nonce: UInt64 in 4..<60 {
                let later = try scene.envelope(.deal(.stake(amount: 1)), by: key, nonce: nonce, in: service)
                #expect(try await service.submit(later).receipt != nil)
            }
            return (receipts[0], envelope)
        }
        scene.pass(200_000)
        try await scene.running { service in
            let again = try #require(try await service.submit(envelope).receipt)
            #expect(again.sequence == first.sequence && again.hash == first.hash && again.isRepeated)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var code: SettlementError.Code
        var make: @Sendable (LedgerScene, LedgerService) throws -> [UInt8]
        var testDescription: String { name }
    }

    static let refusals: [Refusal] = [
        Refusal(name: "no CBOR", code: .malformed) { _, _ in [1, 2, 3] },
        Refusal(name: "an old nonce", code: .nonce) { scene, service in
            try scene.envelope(.deal(.stake(amount: 7)), by: try LedgerScene.key(20), nonce: 5, in: service).bytes
        },
        Refusal(name: "expired", code: .late) { scene, service in
            try scene.envelope(
                .deal(.stake(amount: 7)),
                by: try LedgerScene.key(20),
                nonce: 9,
                expiry: LedgerScene.start - 1,
                in: service
            ).bytes
        },
        Refusal(name: "for another ledger", code: .signature) { scene, service in
            try #require(
                Envelope(
                    LedgerMessage.deal(.stake(amount: 7)),
                    nonce: 9,
                    expiry: UInt64(LedgerScene.start + 10),
                    ledger: .zero,
                    key: try LedgerScene.key(20)
                )
            ).bytes
        },
        Refusal(name: "changed after signing", code: .signature) { scene, service in
            var envelope = try scene.envelope(
                .deal(.stake(amount: 7)),
                by: try LedgerScene.key(20),
                nonce: 9,
                in: service
            )
            envelope.body = LedgerMessage.deal(.stake(amount: 8)).body
            return envelope.bytes
        },
        Refusal(name: "a deposit by somebody", code: .notYours) { scene, service in
            let key = try LedgerScene.key(20)
            let message = LedgerMessage.deal(.deposit(account: key.account, amount: 7))
            return try scene.envelope(message, by: key, nonce: 9, in: service).bytes
        },
        Refusal(name: "the faucet by somebody", code: .notYours) { scene, service in
            let key = try LedgerScene.key(20)
            return try scene.envelope(.faucet(account: key.account, amount: 7), by: key, nonce: 9, in: service).bytes
        },
        Refusal(name: "parameters by somebody", code: .notYours) { scene, service in
            try scene.envelope(.params(Params()), by: try LedgerScene.key(20), nonce: 9, in: service).bytes
        },
        Refusal(name: "more than there is", code: .balance) { scene, service in
            let message = LedgerMessage.deal(.withdraw(amount: 2_000_000_000))
            return try scene.envelope(message, by: try LedgerScene.key(20), nonce: 9, in: service).bytes
        },
        Refusal(name: "a stranger", code: .unknownAccount) { scene, service in
            try scene.envelope(.deal(.stake(amount: 7)), by: try LedgerScene.key(99), nonce: 9, in: service).bytes
        },
    ]

    @Test("A refused message changes nothing and is not logged", arguments: refusals)
    func refused(_ refusal: Refusal) async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let first = try scene.envelope(.deal(.stake(amount: 1)), by: try LedgerScene.key(20), nonce: 5, in: service)
            #expect(try await service.submit(first).receipt != nil)
            let before = try await service.state()
            let answer = try await service.submit(try refusal.make(scene, service))
            #expect(answer.error?.code == refusal.code, "\(answer)")
            let after = try await service.state()
            #expect(after.last == before.last)
            #expect(after.state.digest == before.state.digest)
        }
    }

    @Test func timeNeverRunsBackwards() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let sender = try scene.sender(20, service)
            for step: Int64 in [10, -5, -300, 3, 2000] {
                scene.pass(step)
                #expect(try await sender.send(.deal(.stake(amount: 1))).receipt != nil)
            }
        }
        let times = try await scene.log.entries(from: 0, limit: 100).map(\.time)
        #expect(times == times.sorted())
    }

    @Test func deadlinesPassWithoutAnybodysHelp() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let client = try LedgerScene.client(20)
        try await scene.running { service in
            let sender = try scene.sender(20, service)
            let answer = try await sender.send(.deal(.post(LedgerScene.post(client, nonce: 0, job: 1))))
            let deal = try #require(answer.receipt?.deal)
            #expect(try await service.deal(deal)?.client == client.account)
            scene.pass(Params().tAssign + 2)
            try await eventually { try await service.deal(deal) == nil }
            #expect(try await service.account(client.account).account.escrow == 0)
        }
        let report = try await LedgerVerifier.verify(scene.log)
        #expect(report.openDeals == 0 && report.burned == 10)
    }

    /// A deal from post to pay, with the beacon of the ledger, and a second one that is verified.
    @Test(arguments: [false, true])
    func dealsRunOverTheBeacon(verifies: Bool) async throws {
        let scene = try LedgerScene()
        try await scene.create(chainLength: 64)
        try await scene.running { service in try await DealRun(scene, service, verifies: verifies).run() }
        let report = try await LedgerVerifier.verify(scene.log)
        #expect(report.openDeals == 0 && report.messages >= 4)
    }

    @Test func theNextChainIsAnnouncedInTime() async throws {
        let scene = try LedgerScene()
        try await scene.create(chainLength: 32)
        try await scene.running { service in
            for _ in 0..<6 {
                try await DealRun(scene, service, verifies: false).run()
                scene.pass(300)
            }
        }
        let kinds = try await scene.log.entries(from: 0, limit: 1000).map(\.kind)
        #expect(kinds.contains(LedgerEntryKind.beaconChain.rawValue))
        let report = try await LedgerVerifier.verify(scene.log)
        #expect(report.openDeals == 0)
    }

    @Test func headsAreSignedOncePerRound() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let sender = try scene.sender(20, service)
            for _ in 0..<3 {
                _ = try await sender.send(.deal(.stake(amount: 1)))
                _ = try await sender.send(.deal(.stake(amount: 1)))
                scene.pass(30)
            }
            try await eventually {
                try await scene.log.lastHead()?.sequence == scene.log.lastEntry()?.sequence
            }
        }
        let heads = try await scene.log.heads(from: 0, limit: 100)
        let last = try #require(try await scene.log.lastEntry())
        #expect(heads.last?.hash == last.hash)
        #expect(heads.count <= 6)
        let ledger = try scene.genesis().ledger
        #expect(heads.allSatisfy { $0.isSigned(ledger: ledger, by: scene.operatorKey.publicKey) })
    }

    @Test func aForeignKeyOrSecretOpensNothing() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let other = try LedgerScene.key(2)
        await #expect(throws: CoreError.self) {
            _ = try await LedgerService(log: scene.log, key: other, keeper: scene.keeper) { 0 }
        }
        let keeper = BeaconKeeper(secret: .zero)
        await #expect(throws: CoreError.self) {
            _ = try await LedgerService(log: scene.log, key: scene.operatorKey, keeper: keeper) { 0 }
        }
        await #expect(throws: CoreError.self) { try await scene.create() }
        let empty = try LedgerScene()
        await #expect(throws: CoreError.self) { _ = try await empty.service() }
    }
}
