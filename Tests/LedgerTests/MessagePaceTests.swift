import Core
import Settlement
import Testing

@testable import Ledger

/// How many messages that cost nothing an account may send.
@Suite struct MessagePaceTests {
    @Test func whatCostsNothingIsLimitedAndComesBackWithTime() async throws {
        let scene = try LedgerScene(freeMessagesMax: 3)
        try await scene.create()
        try await scene.running { service in
            let sender = try scene.sender(20, service)
            for _ in 0..<3 { #expect(try await sender.send(.deal(.stake(amount: 1))).receipt != nil) }
            let before = try await service.state()
            let refused = try await sender.send(.deal(.stake(amount: 1)))
            #expect(refused.error?.code == .limit)
            #expect(refused.error?.message.contains("can come in 60 s") == true, "\(refused)")
            // A refusal is not logged, and others are not slowed down.
            let after = try await service.state()
            #expect(after.last == before.last)
            #expect(try await scene.sender(21, service).send(.deal(.stake(amount: 1))).receipt != nil)
            scene.pass(60)
            #expect(try await sender.send(.deal(.stake(amount: 1))).receipt != nil)
            #expect(try await sender.send(.deal(.stake(amount: 1))).error?.code == .limit)
        }
    }

    @Test func aRepetitionGetsItsFirstAnswer() async throws {
        let scene = try LedgerScene(freeMessagesMax: 1)
        try await scene.create()
        try await scene.running { service in
            let key = try LedgerScene.key(20)
            let envelope = try scene.envelope(.deal(.stake(amount: 5)), by: key, nonce: 3, in: service)
            let first = try #require(try await service.submit(envelope).receipt)
            let again = try #require(try await service.submit(envelope).receipt)
            #expect(again.isRepeated && again.sequence == first.sequence)
        }
    }

    @Test func aPostGivesMessagesBack() async throws {
        let scene = try LedgerScene(freeMessagesMax: 1)
        try await scene.create()
        try await scene.running { service in
            let sender = try scene.sender(20, service)
            #expect(try await sender.send(.deal(.stake(amount: 1))).receipt != nil)
            #expect(try await sender.send(.deal(.stake(amount: 1))).error?.code == .limit)
            let post = LedgerScene.post(try LedgerScene.client(20), nonce: 0, job: 1)
            #expect(try await sender.send(.deal(.post(post))).receipt != nil)
            #expect(try await sender.send(.deal(.stake(amount: 1))).receipt != nil)
        }
    }

    /// Ten deals with one free message at once: all that a deal needs gets through.
    @Test func dealsAreNeverLimited() async throws {
        let scene = try LedgerScene(freeMessagesMax: 1)
        try await scene.create()
        try await scene.running { service in
            let run = try DealRun(scene, service, verifies: true)
            for _ in 0..<10 { try await run.run() }
        }
    }

    @Test func oldAccountsAreForgotten() throws {
        var pace = MessagePace()
        for number: UInt8 in 0..<100 {
            pace.take(try LedgerScene.key(number).account, perHour: 60, now: 1000)
        }
        #expect(pace.count == 100)
        #expect(pace.wait(try LedgerScene.key(0).account, perHour: 60, atOnce: 1, now: 1000) == 60)
        #expect(pace.wait(try LedgerScene.key(0).account, perHour: 60, atOnce: 1, now: 1060) == nil)
        #expect(pace.wait(try LedgerScene.key(0).account, perHour: 60, atOnce: 2, now: 1000) == nil)
    }

    @Test func theFaucetCanBeAskedByAnybodyUpToALimit() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let account = try LedgerScene.key(50).account
            #expect(try await service.giveFromFaucet(to: account, amount: 400).receipt != nil)
            #expect(try await service.account(account).account.available == 400)
            // More than the ledger's day allows.
            #expect(try await service.giveFromFaucet(to: account, amount: 601).error?.code == .limit)
        }
    }
}
