import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// What a client knows again after its process has ended.
@Suite struct ClientRestartTests {
    @Test(arguments: [TrustSpec.Style.verified, .assured])
    func anOpenDealGoesOn(style: TrustSpec.Style) throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(style, checkPpm: 1_000_000))
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pass(150)
        scene.told = []
        scene.restart()
        // The order has to be read again before it can be sent to who checks.
        #expect(scene.loads > 0)
        scene.handle(.orderLoaded(order.execution.id, order))
        try scene.verify(order, "truth")
        #expect(scene.last?.outcome == "VERIFIED_PAID" && scene.last?.checks == 1, "\(String(describing: scene.last))")
        if style == .assured {
            #expect(scene.told.isEmpty)
            scene.report(order, "truth")
            #expect(scene.told.map(\.ending) == [.completed])
        }
    }

    /// A run without the deal's limit could come to another end than the one that was paid for.
    @Test func aPaidResultThatIsLostIsAskedForWithTheLimitOfItsDeal() throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(.assured))
        try scene.commit(order, "truth")
        try scene.pass(3_900)
        try scene.verify(order, "truth")
        let record = try #require(scene.last)
        #expect(record.outcome == "VERIFIED_PAID" && scene.told.isEmpty)
        scene.sent = []
        scene.handle(.ordered(order))
        guard case .run(let orders) = scene.sent.last?.message else { throw CoreError(.notFound, "no order") }
        let again = try #require(orders.first)
        #expect(again.deal?.isOver == true && again.deal?.deal == record.deal && again.deal?.fuelMax == record.fuelMax)
        #expect(record.fuelMax > 0 && again.job.spec.trust == nil && again.execution == order.execution)
        scene.report(order, "truth")
        #expect(scene.told.map(\.ending) == [.completed])
    }

    /// New entries of the log come before the old ones have been read.
    @Test func nothingOfTheHistoryIsLostWhenTheLogGrowsMeanwhile() throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(.assured))
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        scene.restart(readingHistory: false)
        let deal = try #require(scene.ledger.machine.openDeals.first)
        scene.handle(.ordered(order))
        scene.report(order, "truth")
        let old = scene.ledger.history(of: deal.id)
        // Something else happens to the deal, or is told twice.
        scene.handle(.logged(Array(old.suffix(1))))
        scene.handle(.history(order.execution.id, old))
        #expect(try scene.deal(order).commit != nil)
        try scene.verify(order, "truth")
        #expect(scene.told.map(\.ending) == [.completed])
    }

    @Test func aDealThatTheLedgerNeverHadIsGivenUp() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Sample.spec(.verified))
        scene.handle(.ordered(order))
        scene.restart(readingHistory: false)
        // Whoever orders it again has to wait for what the log says.
        scene.sent = []
        scene.handle(.ordered(order))
        #expect(scene.sent.isEmpty)
        scene.handle(.history(order.execution.id, []))
        #expect(scene.told.map(\.ending) == [.rejected] && scene.machine.count == 0)
        #expect(scene.last?.isOpen == false && scene.last?.trust == .void)
    }

    @Test func aDealThatWasPostedAndNotAssignedIsCancelled() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Sample.spec(.verified))
        scene.handle(.ordered(order))
        scene.handle(.saved([order.execution.id], nil))
        let post = try #require(scene.submits.last?.messages.first)
        scene.submits = []
        _ = try scene.ledger.apply([post], from: Sample.client, now: scene.seconds)
        scene.restart()
        try scene.pump()
        #expect(scene.told.map(\.ending) == [.rejected] && scene.last?.outcome == "CANCELLED")
    }

    /// The deal ended before the crash, and what it said of the result did not get to the orchestrator.
    @Test(arguments: [
        (DealRecord.Trust.refuted, TrustSpec.Style.assured, ExecutionReport.Ending.failed),
        (.refuted, .verified, .failed), (.unresolved, .assured, .failed), (.void, .verified, .rejected),
        (.unchecked, .assured, .failed), (.unchecked, .verified, .completed), (.verified, .assured, .completed),
    ])
    func aReportAfterARestartIsJudgedByTheRecord(
        trust: DealRecord.Trust,
        style: TrustSpec.Style,
        ending: ExecutionReport.Ending
    ) throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Sample.spec(style))
        var record = DealRecord(blank: order.execution.id, jobID: order.job.id)
        record.nodeID = Sample.nodeID(0)
        record.style = style
        record.trust = trust
        record.isOpen = false
        let report = Sample.report(order.execution.id, "truth")
        record.take(report)
        for _ in 0..<2 { scene.handle(.recalled(record, report, from: Sample.nodeID(0), Incarnation(1))) }
        #expect(scene.told.map(\.ending) == [ending, ending] && Set(scene.told).count == 1)
    }

    @Test func aReportOfAnotherResultThanTheRecordsDoesNotCount() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Sample.spec(.verified))
        var record = DealRecord(blank: order.execution.id, jobID: order.job.id)
        record.nodeID = Sample.nodeID(0)
        record.style = .verified
        record.trust = .verified
        record.isOpen = false
        record.take(Sample.report(order.execution.id, "truth"))
        let lie = Sample.report(order.execution.id, "lie")
        scene.handle(.recalled(record, lie, from: Sample.nodeID(0), Incarnation(1)))
        #expect(scene.told.map(\.ending) == [.failed])
    }

    @Test func aReportOfAFreeExecutionPasses() throws {
        var scene = try ClientScene()
        let report = Sample.report(ExecutionID("e-free"), "anything")
        scene.handle(.recalled(nil, report, from: Sample.nodeID(0), Incarnation(1)))
        #expect(scene.told == [report])
    }
}
