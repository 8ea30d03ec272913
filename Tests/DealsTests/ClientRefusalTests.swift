import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// What the ledger refuses, and what becomes of it.
@Suite struct ClientRefusalTests {
    private static let spec = Sample.spec(.verified)

    /// Orders once and answers its post, and its assignment, as given.
    private static func answered(_ answers: [LedgerAnswer]) throws -> (ClientScene, ExecutionOrder) {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, spec)
        scene.handle(.ordered(order))
        scene.handle(.saved([order.execution.id], nil))
        #expect(scene.submits.map(\.purpose) == [.open])
        scene.submits = []
        scene.handle(.answered(order.execution.id, .open, .success(answers)))
        return (scene, order)
    }

    private static func refused(_ code: SettlementError.Code) -> LedgerAnswer {
        .refused(SettlementError(code, "because of \(code)"))
    }

    @Test(arguments: [SettlementError.Code.balance, .unknownAccount])
    func lackOfMoneyIsWaitedForWithAnotherSaltAndNonce(code: SettlementError.Code) throws {
        var (scene, order) = try Self.answered([Self.refused(code), Self.refused(.unknownDeal)])
        #expect(scene.told.isEmpty && scene.progress.first?.contains("waits for money") == true)
        let first = try scene.deal(order)
        for _ in 0..<20 {
            scene.now = scene.now + .seconds(3)
            scene.handle(.tick)
            scene.handle(.saved([order.execution.id], nil))
            #expect(scene.submits.map(\.purpose) == [.open])
            scene.submits = []
            let answers = [Self.refused(code), Self.refused(.unknownDeal)]
            scene.handle(.answered(order.execution.id, .open, .success(answers)))
        }
        let later = try scene.deal(order)
        #expect(later.record.salt != first.record.salt && later.record.jobKey != first.record.jobKey)
        #expect(later.nonce == first.nonce + 20)
        #expect(scene.told.isEmpty)
    }

    @Test(arguments: [SettlementError.Code.pool, .price, .time, .amount, .key])
    func whatIsTheSameOnAnyNodeFailsForGoodInTheLedgersWords(code: SettlementError.Code) throws {
        let (scene, order) = try Self.answered([Self.refused(code), Self.refused(.unknownDeal)])
        let outcome = try #require(scene.told.first)
        #expect(outcome.ending == .failed && outcome.isPermanent && outcome.message.contains("because of \(code)"))
        #expect(!scene.machine.hasDeal(order.execution.id) && scene.last?.isOpen == false && scene.last?.trust == .void)
    }

    @Test(arguments: [SettlementError.Code.burnt, .limit])
    func otherRefusalsAreBorneSoManyTimes(code: SettlementError.Code) throws {
        var (scene, order) = try Self.answered([Self.refused(code), Self.refused(.unknownDeal)])
        for round in 1..<scene.machine.configuration.refusalsMax {
            #expect(scene.told.isEmpty && scene.refreshes == round)
            scene.handle(.termsChanged(PureLedger.params, nextDealNonce: UInt64(100 * round)))
            scene.now = scene.now + .seconds(1)
            scene.handle(.tick)
            #expect(try scene.deal(order).nonce == UInt64(100 * round))
            scene.handle(.saved([order.execution.id], nil))
            let answers = [Self.refused(code), Self.refused(.unknownDeal)]
            scene.handle(.answered(order.execution.id, .open, .success(answers)))
        }
        #expect(scene.told.map(\.ending) == [.rejected] && scene.told.first?.isPermanent == false)
    }

    /// Somebody else posts for the same account, again and again.
    @Test func aNonceThatWasUsedMeanwhileIsReplacedAsOftenAsThatHappens() throws {
        let refusal = [Self.refused(.nonce), Self.refused(.unknownDeal)]
        var (scene, order) = try Self.answered(refusal)
        for round in 1...100 {
            #expect(scene.told.isEmpty && scene.refreshes == round)
            scene.handle(.termsChanged(PureLedger.params, nextDealNonce: UInt64(100 * round)))
            scene.now = scene.now + .seconds(1)
            scene.handle(.tick)
            #expect(try scene.deal(order).nonce == UInt64(100 * round))
            scene.handle(.saved([order.execution.id], nil))
            scene.handle(.answered(order.execution.id, .open, .success(refusal)))
        }
        scene.submits = []
        scene.handle(.termsChanged(PureLedger.params, nextDealNonce: 0))
        scene.now = scene.now + .seconds(1)
        scene.handle(.tick)
        scene.handle(.saved([order.execution.id], nil))
        #expect(scene.submits.map(\.purpose) == [.open] && scene.told.isEmpty)
    }

    @Test func aNonceThatIsRefusedWithoutAReasonIsGivenUp() throws {
        let refusal = [Self.refused(.nonce), Self.refused(.unknownDeal)]
        var (scene, order) = try Self.answered(refusal)
        var tries = 1
        while scene.told.isEmpty, tries < 1_000 {
            scene.handle(.termsChanged(PureLedger.params, nextDealNonce: 0))
            scene.now = scene.now + .seconds(1)
            scene.handle(.tick)
            scene.handle(.saved([order.execution.id], nil))
            scene.handle(.answered(order.execution.id, .open, .success(refusal)))
            tries += 1
        }
        #expect(scene.told.map(\.ending) == [.rejected] && tries == scene.machine.configuration.strangeRefusalsMax + 1)
        #expect(!scene.machine.hasDeal(order.execution.id))
    }

    /// Nothing is tried as long as the ledger does not say which nonce would do.
    @Test func aRefusedNonceWaitsForTheLedgersWord() throws {
        var (scene, order) = try Self.answered([Self.refused(.nonce), Self.refused(.unknownDeal)])
        let nonce = try scene.deal(order).nonce
        for round in 2...50 {
            scene.now = scene.now + .seconds(3)
            scene.handle(.tick)
            #expect(scene.refreshes == round && scene.told.isEmpty)
            #expect(try scene.deal(order).nonce == nonce)
        }
        scene.handle(.stopped(order.execution.id, reason: "no longer wanted"))
        scene.now = scene.now + .seconds(3)
        scene.handle(.tick)
        #expect(scene.told.map(\.ending) == [.cancelled])
    }

    @Test(arguments: [false, true])
    func aRefusedOfferGivesTheMoneyBack(isStopped: Bool) throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order))
        scene.handle(.saved([order.execution.id], nil))
        if isStopped { scene.handle(.stopped(order.execution.id, reason: "no longer wanted")) }
        let submit = try #require(scene.submits.last)
        scene.submits = []
        let post = try #require(submit.messages.first)
        let answers = try scene.ledger.apply([post], from: Sample.client, now: scene.seconds)
        scene.handle(.answered(order.execution.id, .open, .success(answers + [Self.refused(.stake)])))
        #expect(scene.told.map(\.ending) == [isStopped ? .cancelled : .rejected])
        #expect(scene.submits.map(\.purpose) == [.cancel])
        // Said again when it is asked again.
        scene.handle(.ordered(order))
        #expect(scene.told.count == 2 && scene.told[0] == scene.told[1])
        try scene.pump()
        #expect(
            scene.last?.outcome == "CANCELLED" && scene.machine.count == 0 && scene.ledger.machine.openDealCount == 0
        )
        #expect(scene.told.count == 2)
    }

    @Test func aRecordThatCannotBeWrittenIsNoDeal() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order))
        scene.handle(.saved([order.execution.id], CoreError(.io, "the disk is full")))
        #expect(scene.told.map(\.ending) == [.rejected] && scene.submits.isEmpty && scene.machine.count == 0)
        // Nor is one made when the order comes once more.
        scene.handle(.ordered(order))
        #expect(scene.told.count == 2 && scene.told[0] == scene.told[1] && scene.machine.count == 0)
    }

    @Test func theRecordOfAnEndedDealIsWrittenUntilItIsThere() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order))
        scene.handle(.saved([order.execution.id], CoreError(.io, "the disk is full")))
        for _ in 0..<3 {
            let count = scene.saved.count
            scene.handle(.saved([order.execution.id], CoreError(.io, "the disk is full")))
            scene.now = scene.now + .seconds(2)
            scene.handle(.tick)
            #expect(scene.saved.count == count + 1 && scene.last?.isOpen == false)
        }
        let count = scene.saved.count
        scene.handle(.saved([order.execution.id], nil))
        scene.now = scene.now + .seconds(2)
        scene.handle(.tick)
        #expect(scene.saved.count == count)
    }

    @Test(arguments: ["other ledger", "no deals", "too long", "no CID"])
    func whatCannotBeADealIsRefusedAtOnce(kind: String) throws {
        var scene = try ClientScene(registered: 0)
        var info = Sample.node(0)
        var spec = Self.spec
        switch kind {
        case "other ledger": info.deals?.ledger = .zero
        case "no deals": info.deals = nil
        case "too long":
            spec = Sample.wholeSpec(.verified)
            spec.tasks[0].timeouts.executionSeconds = Params.secondsMax + 1
        default: spec.tasks[0].inputs[0].source.type = "s3"
        }
        let order = Sample.order(0, on: 0, spec)
        scene.handle(.ordered(order))
        #expect(scene.told.isEmpty, "an unknown node may register yet")
        scene.handle(.registered(info, Incarnation(1)))
        scene.handle(.ordered(order))
        let isPermanent = kind == "too long" || kind == "no CID"
        #expect(scene.told.map(\.ending) == [isPermanent ? .failed : .rejected])
        #expect(scene.told.first?.isPermanent == isPermanent && scene.machine.count == 0 && scene.saved.isEmpty)
        // The same is said again, whatever the node says of itself by now.
        scene.handle(.registered(Sample.node(0), Incarnation(2)))
        scene.handle(.ordered(order))
        #expect(scene.told.count == 2 && scene.told[0] == scene.told[1] && scene.machine.count == 0)
    }
}
