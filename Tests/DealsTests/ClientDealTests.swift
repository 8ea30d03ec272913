import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// What the client's machine makes of deals that go well, go wrong, or are told twice.
@Suite struct ClientDealTests {
    private static let never = Sample.spec(.verified, checkPpm: 25_000)
    private static let always = Sample.spec(.verified, checkPpm: 1_000_000)
    private static let assured = Sample.spec(.assured)

    @Test func aResultIsToldOnceItIsSealedAndTheSameAgain() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.never)
        guard case .run(let orders) = scene.sent.last?.message else { throw CoreError(.notFound, "no order") }
        #expect(orders.first?.deal?.slot == 0 && scene.sent.last?.node == Sample.nodeID(0))
        scene.report(order, "truth")
        #expect(scene.told.isEmpty, "nothing is sealed yet")
        scene.report(order, "truth", from: 1)
        try scene.commit(order, "truth")
        try scene.pump()
        #expect(scene.told.map(\.ending) == [.completed])
        scene.report(order, "truth")
        scene.handle(.ordered(order))
        #expect(scene.told.count == 3 && Set(scene.told).count == 1)
        try scene.pass(300)
        #expect(scene.machine.count == 0 && scene.last?.trust == .unchecked && scene.last?.outcome == "PAID")
        #expect(scene.last?.cost == 2_000)
    }

    @Test(arguments: [false, true])
    func theOrderOfReportAndCommitmentDoesNotMatter(isCommitFirst: Bool) throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.never)
        if !isCommitFirst { scene.report(order, "truth") }
        try scene.commit(order, "truth")
        try scene.pump()
        if isCommitFirst { scene.report(order, "truth") }
        #expect(scene.told.map(\.ending) == [.completed])
    }

    @Test func aReportOfAnotherNodeCountsForNothing() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.never)
        scene.report(order, "lie", from: 1)
        try scene.commit(order, "truth")
        try scene.pump()
        #expect(scene.told.isEmpty)
        scene.report(order, "truth")
        #expect(scene.told.first?.result == Sample.cid("truth"))
    }

    /// The others confirm what the node has sealed: still not what it told the client.
    @Test(arguments: [TrustSpec.Style.verified, .assured, .redundant])
    func aReportThatDiffersFromWhatWasSealedNeverCounts(style: TrustSpec.Style) throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(style, checkPpm: 25_000, replicas: 3))
        scene.report(order, "lie")
        try scene.commit(order, "truth")
        try scene.pump()
        #expect(scene.told.isEmpty && scene.progress.last == "waits for the check")
        try scene.verify(order, "truth")
        try scene.reveal(order, "truth", "truth")
        #expect(scene.machine.count == 0)
        #expect(scene.told.map(\.ending) == [.failed], "\(scene.told)")
        #expect(scene.last?.trust == .refuted && scene.last?.message == ClientDealMachine.otherResult)
        scene.report(order, "truth")
        #expect(scene.told.count == 2 && Set(scene.told).count == 1)
    }

    @Test(arguments: [TrustSpec.Style.assured, .redundant])
    func aSecondReportDoesNotReplaceTheOneThatIsCompared(style: TrustSpec.Style) throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(style, replicas: 3))
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pump()
        scene.report(order, "lie")
        #expect(scene.told.isEmpty)
        try scene.verify(order, "truth")
        try scene.reveal(order, "truth", "truth")
        #expect(scene.told.map(\.result) == [Sample.cid("truth")])
        #expect(scene.last?.trust == .verified)
        scene.report(order, "lie")
        #expect(scene.told.count == 1)
        #expect(scene.sent.contains { $0.message == .acknowledged([order.execution.id]) })
    }

    /// It would be paid for one result, and could then tell another.
    @Test func aNodeThatDoesNotReportIsChecked() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.never)
        try scene.commit(order, "truth")
        try scene.pump()
        try scene.pass(3_000)
        #expect(scene.ledger.machine.openDeals.map(\.state) == [.committed] && scene.submits.isEmpty)
        try scene.pass(900)
        #expect(scene.ledger.machine.openDeals.map(\.state) == [.verifying])
        try scene.verify(order, "truth")
        #expect(scene.last?.outcome == "VERIFIED_PAID" && scene.told.isEmpty)
        // What comes now is compared with what was sealed.
        scene.report(order, "lie")
        #expect(scene.told.map(\.ending) == [.failed] && scene.last?.trust == .refuted)
    }

    @Test func aLateReportOfWhatWasSealedCounts() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.assured)
        try scene.commit(order, "truth")
        try scene.pass(3_900)
        try scene.verify(order, "truth")
        #expect(scene.machine.count == 0 && scene.told.isEmpty)
        scene.handle(.ordered(order))
        guard case .run(let orders) = scene.sent.last?.message else { throw CoreError(.notFound, "no order") }
        #expect(orders.map(\.deal?.isOver) == [true], "the node is asked for its result again, without another deal")
        scene.report(order, "truth")
        scene.report(order, "truth")
        #expect(scene.told.map(\.ending) == [.completed, .completed] && Set(scene.told).count == 1)
        #expect(scene.last?.result == Sample.cid("truth") && scene.last?.trust == .verified)
    }

    @Test func aHeldResultIsToldAfterItsVerdict() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.assured)
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pass(30)
        #expect(scene.told.isEmpty)
        try scene.verify(order, "truth")
        #expect(scene.told.map(\.ending) == [.completed] && scene.last?.trust == .verified && scene.last?.checks == 1)
    }

    @Test func ordersToCheckAreSentUntilTheirNodesHaveCommitted() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.always)
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pass(150)
        let check = try #require(try scene.deal(order).checks.first)
        scene.sent = []
        for _ in 0..<4 {
            scene.now = scene.now + .seconds(6)
            scene.handle(.tick)
            try scene.pump()
        }
        let orders = scene.sent.compactMap { sent -> ExecutionOrder? in
            if case .run(let orders) = sent.message { orders.first } else { nil }
        }
        #expect(orders.count == 4 && orders.allSatisfy { $0.deal?.slot == 1 && $0.execution.id == check.executionID })
        try scene.commit(order, slot: 1, "truth")
        try scene.pump()
        scene.sent = []
        scene.now = scene.now + .seconds(60)
        scene.handle(.tick)
        try scene.pump()
        #expect(scene.sent.isEmpty && scene.last?.trust == .verified)
    }

    /// However often a verdict is refused, it is said again at one pace.
    @Test func aRefusedVerdictIsSaidAgainAtOnePace() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.assured)
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pass(150)
        try scene.commit(order, slot: 1, "truth")
        let entries = Array(scene.ledger.log[scene.read...])
        scene.read = scene.ledger.log.count
        scene.handle(.logged(entries))
        var verdicts = 0
        for _ in 0..<10 {
            for (id, deal) in scene.inspects { scene.handle(.inspected(id, scene.ledger.statement(deal))) }
            scene.inspects = []
            #expect(scene.submits.count <= 1)
            for submit in scene.submits {
                verdicts += 1
                let refusal = LedgerAnswer.refused(SettlementError(.time, "not now"))
                scene.handle(.answered(submit.id, submit.purpose, .success([refusal])))
            }
            scene.submits = []
            scene.now = scene.now + .seconds(5)
            scene.handle(.tick)
            #expect(scene.inspects.count <= 1)
        }
        #expect(verdicts >= 9)
    }

    @Test func aRefutedResultFailsAndItsNodeIsExcluded() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.assured)
        scene.report(order, "lie")
        try scene.commit(order, "lie")
        try scene.pass(30)
        try scene.verify(order, "truth")
        try scene.reveal(order, "lie", "truth")
        #expect(scene.told.map(\.ending) == [.failed] && scene.told[0].message.hasPrefix("refuted: a majority of 2"))
        #expect(scene.last?.trust == .refuted && scene.last?.outcome == "SETTLED_SLASH")
        #expect(scene.excluded == [Sample.nodeID(0)])
        // Told as completed neither by the node nor by the order.
        scene.report(order, "lie")
        scene.handle(.ordered(order))
        #expect(scene.told.count == 3 && Set(scene.told).count == 1 && scene.machine.count == 0)
    }

    /// One of the verifiers does not show up: it loses a little, and has not lied.
    @Test func whoOnlyDidNotShowUpIsNotExcluded() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.assured)
        scene.report(order, "lie")
        try scene.commit(order, "lie")
        try scene.pass(150)
        let absent = try #require(try scene.deal(order).checks.first?.account)
        for _ in 0..<60 { try scene.pass(30) }
        try scene.verify(order, "truth")
        try scene.reveal(order, "lie", "truth")
        #expect(scene.last?.outcome == "SETTLED_SLASH")
        let index = try #require(Sample.accounts.firstIndex(of: absent))
        #expect(scene.excluded == [Sample.nodeID(0)] && index != 0)
    }

    @Test func aDeclinedDealIsCancelledAndToldAsRejected() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.never)
        let deal = try scene.deal(order).id
        _ = try scene.ledger.apply([.decline(deal)], from: Sample.accounts[0], now: scene.seconds)
        try scene.pump()
        #expect(scene.told.map(\.ending) == [.rejected] && scene.last?.outcome == "CANCELLED")
        #expect(scene.machine.count == 0 && scene.last?.trust == .void)
    }

    @Test func aNodeThatNeverDeliversAbortsTheDeal() throws {
        var scene = try ClientScene()
        _ = try scene.running(Self.never)
        try scene.pass(700)
        #expect(scene.told.map(\.ending) == [.rejected] && scene.last?.outcome == "ABORTED")
        #expect(scene.last?.message == "the node did not deliver in time")
    }

    @Test(arguments: [TrustSpec.Style.verified, .assured])
    func aDecisionThatComesTooLateLosesOnlyAHeldResult(style: TrustSpec.Style) throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(style, checkPpm: 25_000))
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        // The client hears of nothing for so long.
        scene.now = scene.now + .seconds(8_000)
        try scene.ledger.settle(now: scene.seconds)
        try scene.pump()
        #expect(scene.last?.outcome == "PAID_LATE" && scene.last?.trust == .unchecked)
        #expect(scene.told.map(\.ending) == [style == .assured ? .failed : .completed])
    }

    @Test(arguments: ["saving", "opening", "waiting", "running", "committed", "checking"])
    func aStopIsHeardInEachPhase(phase: String) throws {
        var scene = try ClientScene(money: phase == "waiting" ? 1_000_000 : 1_000_000_000)
        let order = Sample.order(0, on: 0, phase == "checking" ? Self.assured : Self.never)
        let id = order.execution.id
        scene.handle(.ordered(order))
        if phase != "saving" { scene.handle(.saved([id], nil)) }
        if phase != "saving", phase != "opening" { try scene.pump() }
        if phase == "committed" || phase == "checking" {
            try scene.commit(order, "truth")
            try scene.pump()
            if phase == "checking" { scene.report(order, "truth") }
            if phase == "checking" { try scene.pass(150) }
        }
        scene.handle(.stopped(id, reason: "no longer wanted"))
        switch phase {
        case "saving": scene.handle(.saved([id], nil))
        case "waiting":
            scene.now = scene.now + .seconds(3)
            scene.handle(.tick)
        case "opening": try scene.pump()
        default: break
        }
        if phase == "opening" || phase == "running" {
            #expect(scene.sent.last?.message == .stop(id, reason: phase == "opening" ? "stopped" : "no longer wanted"))
            // The node says that it ended, and declines.
            let report = ExecutionReport(executionID: id, ending: .cancelled)
            scene.handle(.reported(report, from: Sample.nodeID(0), Incarnation(1)))
            let deal = try scene.deal(order).id
            _ = try scene.ledger.apply([.decline(deal)], from: Sample.accounts[0], now: scene.seconds)
            try scene.pump()
        }
        try scene.pass(3_900)
        try scene.verify(order, "truth")
        #expect(scene.told.map(\.ending) == [.cancelled], "\(phase)")
        #expect(scene.machine.count == 0 && scene.ledger.machine.openDealCount == 0)
    }

    @Test func aNodeThatGivesBackIsToldAsReturnedOnce() throws {
        var scene = try ClientScene()
        let order = try scene.running(Self.never)
        let id = order.execution.id
        scene.handle(.returned(id, from: Sample.nodeID(1), Incarnation(1)))
        #expect(scene.told.isEmpty)
        for _ in 0..<2 { scene.handle(.returned(id, from: Sample.nodeID(0), Incarnation(1))) }
        #expect(scene.told.map(\.ending) == [.rejected])
    }
}
