import ContentAddressing
import Core
import Deals
import InMemory
import Settlement
import TestKit
import Testing

/// A node's driver: what passes it, what it holds back and for how long, and how it ends.
@Suite struct NodeDeskTests {
    private static let life = NodeDeskScene.life

    private static func finished(_ order: ExecutionOrder, _ answer: String = "truth") -> NodeMessage {
        .finished(life, [Sample.report(order.execution.id, answer)])
    }

    /// The node's slot in the deal of an order.
    private static func slot(_ scene: NodeDeskScene, _ order: ExecutionOrder) -> Slot? {
        order.deal.flatMap { scene.ledger.value.machine.deal(DealID($0.deal)) }?.slots.first
    }

    // MARK: - What has no deal

    /// At once, on the caller's thread, and nobody is asked: the driver does not even run.
    @Test func whatHasNoDealPassesAsItIs() async throws {
        let (scene, paid) = try await NodeDeskScene.withOrder()
        let free = Sample.order(7, Sample.spec(.fast))
        let stop = OrchestratorMessage.stop(ExecutionID("e-9"), reason: "old")
        let others: [OrchestratorMessage] = [
            .recall([ExecutionID("e-7")]), .acknowledged([ExecutionID("e-8")]), .registerAgain,
        ]
        scene.ledger.goAway()
        scene.bus.send([.run([free, paid]), stop] + others, to: NodeDeskScene.id)
        #expect(scene.node.all == [.run([free])] + others + [stop])
        let report = Sample.report(free.execution.id, "anything")
        let said: [NodeMessage] = [
            .register(Sample.node(0), Self.life, known: [free.execution.id, paid.execution.id]),
            .heartbeat(Self.life, running: [free.execution.id], waiting: [paid.execution.id]),
            .progress(Self.life, paid.execution.id, .running, detail: ""), .leaving(Self.life),
        ]
        scene.desk.send(
            said + [.finished(Self.life, [report, Sample.report(paid.execution.id, "early")])],
            from: NodeDeskScene.id
        )
        #expect(scene.orchestrator.all == said + [.finished(Self.life, [report])])
        #expect(scene.ledger.submits == 0)
    }

    // MARK: - Orders

    @Test func anOrderReachesTheNodeWhenTheLedgerHasConfirmedIt() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        scene.ledger.goAway()
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("a question without an answer") { scene.ledger.unanswered(.deal) > 0 }
            #expect(scene.node.all.isEmpty)
            scene.ledger.comeBack()
            try await eventually("the order") { !scene.node.all.isEmpty }
        }
        // Until the slot's deadline.
        var limited = order
        limited.job.spec.tasks[0].timeouts.executionSeconds = PaidWork.secondsDefault
        #expect(scene.node.all == [.run([limited])] && scene.orchestrator.all.isEmpty)
    }

    /// A checker must find the inputs here until the deal has ended, whatever else is thrown away to make room.
    @Test func inputsAreHeldFromBeforeTheRunToTheEndOfItsDeal() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder(Sample.readingSpec())
        scene.holder.close()
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("a wait for the inputs") { scene.holder.waiting == 1 }
            #expect(scene.node.all.isEmpty)
            scene.holder.open()
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.say(Self.finished(order))
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
            #expect(scene.holder.held.count == 1 && scene.holder.released.isEmpty)
            try scene.ledger.pass(8_000)
            try await eventually("the end of the deal") { scene.holder.released == scene.holder.held }
        }
    }

    @Test func aRestartHoldsTheInputsOfOpenDealsAgain() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder(Sample.readingSpec())
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.say(Self.finished(order))
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
        }
        let next = try await NodeDeskScene(scene.ledger, store: scene.store)
        try await next.whileRunning {
            try await eventually("the inputs") { next.holder.held == scene.holder.held }
            #expect(next.holder.released.isEmpty)
            try scene.ledger.pass(8_000)
            try await eventually("the end of the deal") { next.holder.released == next.holder.held }
        }
    }

    @Test func anOrderThatTheLedgerDoesNotKnowIsRefused() async throws {
        var (scene, order) = try await NodeDeskScene.withOrder()
        order.deal?.deal = Digest256(repeating: 5)
        let wrong = order
        try await scene.whileRunning {
            scene.tell(.run([wrong]))
            try await eventually("the refusal") { !scene.orchestrator.all.isEmpty }
        }
        #expect(scene.orchestrator.reports.map(\.ending) == [.rejected] && scene.node.all.isEmpty)
        #expect(scene.orchestrator.reports[0].message == "the ledger has no such deal")
    }

    @Test func aPaidRunIsStoppedOrGivenBack() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        let id = order.execution.id
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.tell(.stop(id, reason: "not wanted"))
            try await eventually("the stop") { scene.node.all.last == .stop(id, reason: "not wanted") }
            scene.say(.returned(Self.life, [id]))
            #expect(scene.orchestrator.all == [.returned(Self.life, [id])])
            // It is the client's to take the money back.
            try await eventually("the slot left") {
                scene.ledger.value.machine.openDeals.map(\.slots.count) == [0]
            }
        }
    }

    // MARK: - Results

    /// First the disk, then the ledger, then the orchestrator, however long each of them takes.
    @Test func aResultIsReportedWhenItsCommitmentStands() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.store.writes.shut()
            scene.say(Self.finished(order))
            try await eventually("the opening at the store") { scene.store.writes.waitingCount == 1 }
            #expect(scene.orchestrator.all.isEmpty && scene.ledger.submits == 0)
            scene.ledger.goAway()
            scene.store.writes.open()
            try await eventually("a question for the next nonce") { scene.ledger.unanswered(.account) > 1 }
            #expect(scene.orchestrator.all.isEmpty && scene.desk.openCount == 1)
            scene.ledger.comeBack()
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
        }
        #expect(scene.orchestrator.all == [Self.finished(order)])
        #expect(Self.slot(scene, order)?.state == .committed)
        #expect(try await scene.store.openings().map(\.deal) == [try #require(order.deal).deal])
    }

    @Test func anOpeningThatCannotBeKeptIsWrittenAgainBeforeAnybodyHearsOfTheResult() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        scene.store.writes.fail(2)
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.say(Self.finished(order))
            scene.store.writes.shut()
            try await scene.ledger.pass(until: "a write that does not fail") { scene.store.writes.waitingCount == 1 }
            #expect(scene.store.writes.failedCount == 2)
            #expect(scene.orchestrator.all.isEmpty && scene.ledger.submits == 0)
            scene.store.writes.open()
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
        }
        #expect(scene.orchestrator.all == [Self.finished(order)])
        #expect(Self.slot(scene, order)?.state == .committed)
    }

    @Test func theOpeningIsShownAndForgottenWhenTheDealEnds() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        let deal = try #require(order.deal).deal
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.say(Self.finished(order))
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
            // The client says nothing until the ledger pays without it.
            try scene.ledger.pass(8_000)
            try await eventually("the opening") { scene.orchestrator.all.count == 2 }
            #expect(try await scene.store.openings().count == 1, "until somebody has it")
            scene.tell(.openingTaken(deal: deal))
            try await eventually("nothing kept") { try await scene.store.openings().isEmpty }
        }
        guard case .opened(Self.life, order.execution.id, deal, _) = scene.orchestrator.all[1] else {
            Issue.record("\(scene.orchestrator.all[1])")
            return
        }
        #expect(scene.desk.openCount == 0)
    }

    // MARK: - The ends of its life

    /// What a former life has committed to stays until the ledger says that its deal has ended.
    @Test func openingsAreTakenUpAndLookedAfter() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        let deal = try #require(order.deal).deal
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("the order") { !scene.node.all.isEmpty }
            scene.say(Self.finished(order))
            try await eventually("the report") { !scene.orchestrator.all.isEmpty }
        }
        try scene.ledger.pass(8_000)
        scene.ledger.goAway()
        let next = try await NodeDeskScene(scene.ledger, store: scene.store)
        #expect(next.desk.openCount == 1)
        try await next.whileRunning {
            try await eventually("a question without an answer") { scene.ledger.unanswered(.deal) > 0 }
            #expect(try await next.store.openings().map(\.deal) == [deal])
            scene.ledger.comeBack()
            try await eventually("the opening") { !next.orchestrator.all.isEmpty }
            next.tell(.openingTaken(deal: deal))
            try await eventually("nothing kept") { try await next.store.openings().isEmpty }
        }
        #expect(next.desk.openCount == 0)
    }

    /// It comes back although the ledger never does; the node runs nothing and the orchestrator hears nothing.
    @Test func itEndsWhileItWaitsForTheLedger() async throws {
        let (scene, order) = try await NodeDeskScene.withOrder()
        scene.ledger.goAway()
        try await scene.whileRunning {
            scene.tell(.run([order]))
            try await eventually("a question without an answer") { scene.ledger.unanswered(.deal) > 0 }
        }
        #expect(scene.node.all.isEmpty && scene.orchestrator.all.isEmpty)
    }

    /// Both drivers on one bus: an order becomes a run, the run a result, and the result a paid deal with its opening.
    @Test func bothDriversTogetherBringAPaidRunToItsEnd() async throws {
        let client = try await ClientDeskScene()
        let node = try await NodeDeskScene(client.ledger, sharing: client.bus)
        let order = Sample.order(0, Sample.spec(.verified))
        try await client.whileRunning {
            try await node.whileRunning {
                client.order(order)
                try await eventually("the order") { !node.node.all.isEmpty }
                node.say(Self.finished(order))
                try await eventually("the report") { client.orchestrator.all == [Self.finished(order)] }
                // Until the coin is there.
                try client.ledger.pass(150)
                try await eventually("the opening of an ended deal") {
                    let record = try await client.store.deal(of: order.execution.id)
                    return record?.isOpen == false && record?.rho != nil
                }
            }
        }
        let record = try #require(try await client.store.deal(of: order.execution.id))
        #expect(!record.isOpen && record.outcome == "PAID", "\(record)")
        #expect(try await node.store.openings().isEmpty)
    }
}
