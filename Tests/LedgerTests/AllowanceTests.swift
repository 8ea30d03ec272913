import Core
import Ledger
import Settlement
import Testing

/// Sub-accounts pay from a parent within a limit, and cannot carry the money away.
@Suite struct AllowanceTests {
    private struct Family {
        let scene: LedgerScene
        let parent: LedgerSender
        let child: LedgerSender
        let service: LedgerService
    }

    private static func with(_ body: @escaping @Sendable (Family) async throws -> Void) async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            try await body(
                Family(
                    scene: scene,
                    parent: try scene.sender(20, service),
                    child: try scene.sender(50, service),
                    service: service
                )
            )
        }
        _ = try await LedgerVerifier.verify(scene.log)
    }

    private static func expect(_ family: Family, child: Int64, owed: Int64) async throws {
        let statement = try await family.service.account(family.child.account)
        #expect(statement.account.available == child)
        #expect(statement.owed == owed)
    }

    @Test func theLimitHolds() async throws {
        try await Self.with { family async throws in
            let expiry = family.scene.now + 1000
            let (parent, child) = (family.parent.account, family.child.account)
            #expect(try await family.child.send(.draw(parent: parent, amount: 1)).error?.code == .notYours)
            let allow = LedgerMessage.allow(account: child, limit: 100, expiry: expiry)
            #expect(try await family.parent.send(allow).receipt != nil)
            #expect(try await family.child.send(.draw(parent: parent, amount: 101)).error?.code == .balance)
            #expect(try await family.child.send(.draw(parent: parent, amount: 60)).receipt != nil)
            #expect(try await family.child.send(.draw(parent: parent, amount: 41)).error?.code == .balance)
            try await Self.expect(family, child: 60, owed: 60)
            // Giving back makes room again.
            #expect(try await family.child.send(.giveBack(parent: parent, amount: 61)).error?.code == .balance)
            #expect(try await family.child.send(.giveBack(parent: parent, amount: 20)).receipt != nil)
            #expect(try await family.child.send(.draw(parent: parent, amount: 60)).receipt != nil)
            try await Self.expect(family, child: 100, owed: 100)
            #expect(try await family.service.account(parent).account.available == 1_000_000_000 - 100)
            family.scene.pass(1001)
            #expect(try await family.child.send(.giveBack(parent: parent, amount: 1)).receipt != nil)
            #expect(try await family.child.send(.draw(parent: parent, amount: 1)).error?.code == .late)
        }
    }

    @Test func drawnMoneyDoesNotLeave() async throws {
        try await Self.with { family async throws in
            let (parent, child) = (family.parent.account, family.child.account)
            let allow = LedgerMessage.allow(account: child, limit: 500, expiry: .max)
            #expect(try await family.parent.send(allow).receipt != nil)
            #expect(try await family.child.send(.draw(parent: parent, amount: 500)).receipt != nil)
            #expect(try await family.child.send(.deal(.withdraw(amount: 1))).error?.code == .balance)
            #expect(try await family.child.send(.deal(.stake(amount: 1))).error?.code == .balance)
            // Its own money does.
            let faucet = try family.scene.sender(1, family.service)
            #expect(try await faucet.send(.faucet(account: child, amount: 70)).receipt != nil)
            #expect(try await family.child.send(.deal(.withdraw(amount: 71))).error?.code == .balance)
            #expect(try await family.child.send(.deal(.withdraw(amount: 70))).receipt != nil)
            // The parent takes back what is left, ends the allowance, and then nothing is owed.
            let end = LedgerMessage.allow(account: child, limit: 0, expiry: 0)
            #expect(try await family.parent.send(end).receipt != nil)
            #expect(try await family.parent.send(.recall(account: child, amount: 501)).error?.code == .balance)
            #expect(try await family.parent.send(.recall(account: child, amount: 500)).receipt != nil)
            try await Self.expect(family, child: 0, owed: 0)
            #expect(try await family.service.account(parent).allowances.isEmpty)
            #expect(try await family.parent.send(end).error?.code == .amount)
        }
    }

    @Test func aPostIsPaidWithTheParentsMoney() async throws {
        try await Self.with { family async throws in
            let (parent, child) = (family.parent.account, family.child.account)
            let allow = LedgerMessage.allow(account: child, limit: 7000, expiry: .max)
            #expect(try await family.parent.send(allow).receipt != nil)
            let client = try LedgerScene.client(50)
            let post = LedgerScene.post(client, nonce: 0, job: 1)
            let deal = try #require(try await family.child.post(post, drawingOn: parent).receipt?.deal)
            #expect(try await family.service.deal(deal)?.client == child)
            let owed = try await family.service.account(child).owed
            #expect(owed == 4600 + 10 + 1000)
            // The second one does not fit below the limit, and the first one's minimum stays with the client.
            let second = try await family.child.post(LedgerScene.post(client, nonce: 1, job: 2), drawingOn: parent)
            #expect(second.error?.code == .balance)
            #expect(try await family.parent.send(.recall(account: child, amount: 1000)).error?.code == .balance)
            #expect(try await family.child.send(.deal(.cancel(deal))).receipt != nil)
            #expect(try await family.parent.send(.recall(account: child, amount: owed - 10)).receipt != nil)
            try await Self.expect(family, child: 0, owed: 10)
        }
    }

    @Test func nobodyIsItsOwnSubAccountAndStrangersAllowNothing() async throws {
        try await Self.with { family async throws in
            let own = LedgerMessage.allow(account: family.parent.account, limit: 1, expiry: .max)
            #expect(try await family.parent.send(own).error?.code == .notYours)
            let stranger = LedgerMessage.allow(account: family.parent.account, limit: 1, expiry: .max)
            #expect(try await family.child.send(stranger).error?.code == .unknownAccount)
        }
    }

    @Test func theFaucetHasALimitForEachAccountAndDay() async throws {
        try await Self.with { family async throws in
            let faucet = try family.scene.sender(1, family.service)
            let (one, other) = (family.child.account, family.parent.account)
            #expect(try await faucet.send(.faucet(account: one, amount: 600)).receipt != nil)
            #expect(try await faucet.send(.faucet(account: one, amount: 401)).error?.code == .limit)
            #expect(try await faucet.send(.faucet(account: one, amount: 400)).receipt != nil)
            #expect(try await faucet.send(.faucet(account: one, amount: 1)).error?.code == .limit)
            #expect(try await faucet.send(.faucet(account: other, amount: 1000)).receipt != nil)
            family.scene.pass(86_400)
            #expect(try await faucet.send(.faucet(account: one, amount: 1000)).receipt != nil)
            #expect(try await family.service.account(one).account.available == 2000)
        }
    }
}
