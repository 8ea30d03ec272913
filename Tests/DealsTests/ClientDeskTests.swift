import Core
import Settlement
import TestKit
import Testing

@testable import Deals

/// The client's driver: what passes it, what it holds back and for how long, and how it ends.
@Suite struct ClientDeskTests {
    private static let life = ClientDeskScene.life
    private static let paid = Sample.spec(.verified)

    private static func free(_ number: Int, _ style: TrustSpec.Style? = nil) -> ExecutionOrder {
        var spec = paid
        spec.trust = style.map { TrustSpec(style: $0) }
        return Sample.order(number, spec)
    }

    // MARK: - Orders

    /// At once, on the caller's thread, and nobody is asked: the driver does not even run.
    @Test(arguments: [nil, .fast, .trusted] as [TrustSpec.Style?])
    func anOrderWithoutPayPassesAsItIs(style: TrustSpec.Style?) async throws {
        let scene = try await ClientDeskScene()
        let order = Self.free(0, style)
        scene.order(order)
        #expect(scene.node.all == [.run([order])])
        #expect(scene.desk.dealCount == 0 && scene.ledger.submits == 0)
    }

    @Test func whatElseIsSaidPassesBesideAPaidOrder() async throws {
        let scene = try await ClientDeskScene()
        scene.store.writes.shut()
        let paid = Sample.order(1, Self.paid)
        let others: [OrchestratorMessage] = [
            .recall([ExecutionID("e-7")]), .acknowledged([ExecutionID("e-8")]),
            .stop(ExecutionID("e-9"), reason: "old"), .registerAgain,
        ]
        scene.desk.send([.run([Self.free(0), paid, Self.free(2)])] + others, to: Sample.nodeID(0))
        #expect(scene.node.all == [.run([Self.free(0), Self.free(2)])] + others)
        #expect(scene.desk.dealCount == 1)
    }

    /// First the disk, then the ledger, then the node, however long each of them takes.
    @Test func aPaidOrderLeavesWhenItIsWrittenAndItsDealStands() async throws {
        let scene = try await ClientDeskScene()
        let order = Sample.order(0, Self.paid)
        try await scene.whileRunning {
            scene.store.writes.shut()
            scene.order(order)
            #expect(scene.store.writes.waitingCount == 1)
            #expect(scene.node.all.isEmpty && scene.ledger.submits == 0)
            scene.ledger.goAway()
            scene.store.writes.open()
            try await eventually("a question for the next nonce") { scene.ledger.unanswered(.account) > 1 }
            #expect(scene.node.all.isEmpty && scene.ledger.submits == 0)
            scene.ledger.comeBack()
            try await eventually("the order") { !scene.node.all.isEmpty }
        }
        let sent = try #require(scene.node.orders.first)
        let record = try #require(try await scene.store.deal(of: order.execution.id))
        let terms = try #require(sent.deal)
        #expect(sent.job.spec.trust == nil && terms.deal == record.deal && terms.salt == record.salt)
        #expect(scene.ledger.value.machine.deal(DealID(record.deal))?.state == .assigned)
        #expect(scene.orchestrator.all.isEmpty)
    }

    /// Nothing is paid for that would be forgotten in a crash.
    @Test func whatCannotBeWrittenIsNotOrdered() async throws {
        let scene = try await ClientDeskScene()
        let order = Sample.order(0, Self.paid)
        // Neither the deal nor that it was given up.
        scene.store.writes.fail(2)
        try await scene.whileRunning {
            scene.order(order)
            try await eventually("the end") { !scene.orchestrator.all.isEmpty }
            #expect(scene.orchestrator.reports.map(\.ending) == [.rejected])
            #expect(scene.store.writes.failedCount == 2)
            try await scene.ledger.pass(until: "the record") {
                try await scene.store.deal(of: order.execution.id)?.isOpen == false
            }
        }
        #expect(scene.node.all.isEmpty && scene.ledger.submits == 0 && scene.desk.dealCount == 0)
    }

    @Test func anOrderThatIsStoppedBeforeItIsWrittenNeverLeaves() async throws {
        let scene = try await ClientDeskScene()
        let order = Sample.order(0, Self.paid)
        scene.store.writes.shut()
        try await scene.whileRunning {
            scene.order(order)
            scene.desk.send([.stop(order.execution.id, reason: "not wanted")], to: Sample.nodeID(0))
            scene.store.writes.open()
            try await eventually("the end") { !scene.orchestrator.all.isEmpty }
        }
        #expect(scene.orchestrator.reports.map(\.ending) == [.cancelled])
        #expect(scene.node.all.isEmpty && scene.ledger.submits == 0 && scene.desk.dealCount == 0)
    }

    /// The ledger may have taken the deal already: the node hears of both, so that it leaves the slot.
    @Test func anOrderThatIsStoppedWhileItsDealIsMadeIsFollowedByTheStop() async throws {
        let scene = try await ClientDeskScene()
        let order = Sample.order(0, Self.paid)
        scene.ledger.goAway()
        try await scene.whileRunning {
            scene.order(order)
            try await eventually("a question for the next nonce") { scene.ledger.unanswered(.account) > 0 }
            scene.desk.send([.stop(order.execution.id, reason: "not wanted")], to: Sample.nodeID(0))
            #expect(scene.node.all.isEmpty)
            scene.ledger.comeBack()
            try await eventually("order and stop") { scene.node.all.count == 2 }
        }
        #expect(scene.node.orders.map(\.execution.id) == [order.execution.id])
        #expect(scene.node.all.last == .stop(order.execution.id, reason: "stopped"))
    }

    // MARK: - Reports

    @Test func aReportOfAFreeRunPassesAtOnce() async throws {
        let scene = try await ClientDeskScene()
        let order = Self.free(0)
        let report = NodeMessage.finished(Self.life, [Sample.report(order.execution.id, "anything")])
        scene.order(order)
        scene.say(report)
        #expect(scene.orchestrator.all == [report])
        // It is forgotten then; a repetition is looked up and passes as well.
        scene.desk.send([.acknowledged([order.execution.id])], to: Sample.nodeID(0))
        scene.say(report)
        #expect(scene.orchestrator.all == [report])
        try await scene.whileRunning {
            try await eventually("the repetition") { scene.orchestrator.all == [report, report] }
        }
    }

    /// A report from before a restart, and what the orchestrator hears of it.
    struct Recalled: Sendable, CustomTestStringConvertible {
        var trust: DealRecord.Trust?
        var answer = "truth"
        var ending: ExecutionReport.Ending
        var testDescription: String { "\(answer), \(trust.map { "\($0)" } ?? "never paid")" }
    }

    @Test(arguments: [
        Recalled(trust: nil, ending: .completed), Recalled(trust: .verified, ending: .completed),
        Recalled(trust: .unchecked, ending: .completed), Recalled(trust: .refuted, ending: .failed),
        Recalled(trust: .verified, answer: "lie", ending: .failed), Recalled(trust: .void, ending: .rejected),
    ])
    func aReportFromBeforeARestartIsJudgedByTheStore(test: Recalled) async throws {
        let scene = try await ClientDeskScene()
        let id = ExecutionID("e-0")
        if let trust = test.trust {
            var record = DealRecord(blank: id, jobID: JobID("j-0"))
            record.nodeID = Sample.nodeID(0)
            record.style = .verified
            record.trust = trust
            record.isOpen = false
            record.take(Sample.report(id, "truth"))
            try await scene.store.save([record])
        }
        scene.store.reads.fail(1)
        let report = NodeMessage.finished(Self.life, [Sample.report(id, test.answer)])
        try await scene.whileRunning {
            scene.say(report)
            try await eventually("a question that fails") { scene.store.reads.failedCount == 1 }
            #expect(scene.orchestrator.all.isEmpty)
            // A node says it until it is confirmed.
            scene.say(report)
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
        }
        #expect(scene.orchestrator.reports.map(\.ending) == [test.ending])
    }

    @Test func runsThatCheckStayBetweenTheDeskAndTheirNode() async throws {
        let scene = try await ClientDeskScene()
        let (check, own) = (ExecutionID("e-0-check1"), ExecutionID("e-1"))
        scene.say(
            .register(Sample.node(0), Self.life, known: [check, own]),
            .heartbeat(Self.life, running: [check, own], waiting: [check]),
            .progress(Self.life, check, .running, detail: ""),
            .finished(Self.life, [Sample.report(check, "truth")]),
            .returned(Self.life, [check]),
            .opened(Self.life, check, deal: .zero, rho: .zero),
            .leaving(Self.life)
        )
        #expect(
            scene.orchestrator.all == [
                .register(Sample.node(0), Self.life, known: [own]),
                .heartbeat(Self.life, running: [own], waiting: []),
                .leaving(Self.life),
            ]
        )
        #expect(scene.node.all == [.acknowledged([check])])
    }
}
