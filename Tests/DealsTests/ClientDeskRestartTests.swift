import ContentAddressing
import Core
import Deals
import InMemory
import Ledger
import Settlement
import TestKit
import Testing

/// The client's driver at the ends of its life: what it takes up again, and what it leaves when it is ended.
@Suite struct ClientDeskRestartTests {
    /// A driver that takes up what a scene has left, with the scene's ledger and the last open record.
    private static func successor(
        of scene: ClientScene,
        jobs: InMemoryJobStore = InMemoryJobStore()
    ) async throws -> ClientDeskScene {
        let store = GatedDealStore()
        try await store.save([try #require(scene.saved.last { $0.isOpen })])
        return try await ClientDeskScene(DeskLedger(scene.ledger, now: scene.now), store: store, jobs: jobs)
    }

    /// The order comes again; before the ledger's log was read nobody knows whether a deal stands.
    @Test func anOrderIsSentAgainWhenTheLedgerHasSaidHowItsDealStands() async throws {
        var past = try ClientScene()
        let order = try past.running(Sample.spec(.verified))
        let scene = try await Self.successor(of: past)
        #expect(scene.desk.dealCount == 1)
        scene.ledger.goAway()
        try await scene.whileRunning {
            try await eventually("a question without an answer") { scene.ledger.unanswered(.history) > 0 }
            scene.order(order)
            #expect(scene.node.all.isEmpty)
            scene.ledger.comeBack()
            try await eventually("the order") {
                scene.order(order)
                return !scene.node.all.isEmpty
            }
        }
        let deal = try #require(scene.ledger.value.machine.openDeals.first)
        #expect(scene.node.orders.allSatisfy { $0.deal?.deal == deal.id.digest })
        #expect(scene.ledger.submits == 0 && scene.ledger.value.machine.openDealCount == 1)
    }

    @Test func aCheckIsOrderedAgainFromTheStoredJob() async throws {
        var past = try ClientScene()
        let order = try past.running(Sample.spec(.assured))
        past.report(order, "truth")
        try past.commit(order, "truth")
        try past.pass(150)
        let jobs = InMemoryJobStore()
        try await jobs.commit(ChangeSet(jobs: [order.job]))
        let scene = try await Self.successor(of: past, jobs: jobs)
        try await scene.whileRunning {
            try await eventually("the check") { !scene.others.all.isEmpty }
        }
        let check = try #require(scene.others.orders.first)
        #expect(ClientDealMachine.checkedID(check.execution.id) == order.execution.id)
        #expect(check.job.spec.tasks == order.job.spec.tasks && check.job.spec.trust == nil)
    }

    /// A node that was caught while nobody looked: what the log says of it is heard of after the restart.
    @Test func whoIsToldOfCaughtNodesIsToldOnceAndLetGoAtTheEnd() async throws {
        var past = try ClientScene()
        let order = try past.running(Sample.spec(.assured))
        let open = try #require(past.saved.last)
        past.report(order, "lie")
        try past.commit(order, "lie")
        try past.pass(150)
        try past.verify(order, "truth")
        try past.reveal(order, "lie", "truth")
        #expect(past.excluded == [Sample.nodeID(0)])
        let store = GatedDealStore()
        try await store.save([open])
        let scene = try await ClientDeskScene(DeskLedger(past.ledger, now: past.now), store: store)
        var caught: Heard<NodeID>? = Heard<NodeID>()
        weak let seen = caught
        scene.desk.whenCaught { [caught] node, _, record in
            if record.executionID == order.execution.id { caught?.add([node]) }
        }
        caught = nil
        try await scene.whileRunning {
            try await eventually("the node") { seen?.all == [Sample.nodeID(0)] }
            try await eventually("the record") { try await store.deal(of: order.execution.id)?.isOpen == false }
        }
        #expect(seen == nil)
        #expect(try await store.deal(of: order.execution.id)?.trust == .refuted)
    }

    /// Ended while the ledger is away, with a deal from before a restart and a new one: both are there afterwards.
    @Test func whatWaitsWhenItEndsIsTakenUpByTheNext() async throws {
        var past = try ClientScene()
        _ = try past.running(Sample.spec(.verified), number: 0)
        let scene = try await Self.successor(of: past)
        let order = Sample.order(1, Sample.spec(.verified))
        scene.ledger.goAway()
        // Comes back although nothing that it waits for ever comes.
        try await scene.whileRunning {
            scene.order(order)
            try await eventually("the record") { try await scene.store.deal(of: order.execution.id) != nil }
        }
        #expect(scene.node.all.isEmpty && scene.orchestrator.all.isEmpty && scene.ledger.submits == 0)
        scene.ledger.comeBack()
        let next = try await ClientDeskScene(scene.ledger, store: scene.store)
        #expect(next.desk.dealCount == 2)
        try await next.whileRunning {
            // The ledger never had the second deal, so the work is free for another attempt.
            try await eventually("the end of the second") { !next.orchestrator.all.isEmpty }
        }
        #expect(try await next.store.deal(of: order.execution.id)?.trust == .void)
        #expect(try await next.store.openDeals().map(\.executionID) == [ExecutionID("e-0")])
    }
}
