import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// How the client comes to a price with a node for work that has no fuel.
@Suite struct ClientQuoteTests {
    private static let spec = Sample.wholeSpec(.verified, checkPpm: 25_000)

    @Test func anOfferBecomesTheCapAndThePriceOfADealForTheWholeRun() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order))
        #expect(scene.measures.count == 1 && scene.saved.isEmpty)
        scene.handle(.measured(order.execution.id, .success(1_000)))
        guard case .quote(let question, let least) = scene.sent.last?.message else {
            throw CoreError(.notFound, "no question")
        }
        let key = try scene.deal(order).record.jobKey
        #expect(least == 834, "a checker earns 1.2 times that, which is the 1,000 that all nodes ask")
        #expect(question.deal?.deal == .zero && question.deal?.fuelMax == 0 && question.job.spec.trust == nil)
        try scene.offer(order, price: 900)
        #expect(scene.last?.cap == 900 && scene.last?.price == 900 && scene.last?.jobKey == key)
        scene.handle(.saved([order.execution.id], nil))
        try scene.pump()
        let deal = try #require(scene.ledger.machine.deal(try scene.deal(order).id))
        #expect(
            deal.mode == .job && deal.cap == 900 && deal.price == 900 && deal.maxFuel == 0 && deal.state == .assigned
        )
        #expect(deal.tExec == PaidWork.secondsDefault)
        guard case .run(let orders) = scene.sent.last?.message else { throw CoreError(.notFound, "no order") }
        #expect(orders.first?.deal?.salt == question.deal?.salt && orders.first?.deal?.deal == deal.id.digest)
        // Paid is what was agreed.
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pump()
        #expect(scene.told.map(\.ending) == [.completed])
        try scene.pass(300)
        #expect(scene.last?.trust == .unchecked && scene.last?.charge == 900 && scene.last?.cost == 1_900)
    }

    @Test(arguments: ["too dear", "too cheap", "nothing", "less", "garbage", "none"])
    func anOfferThatIsNoneSendsTheWorkElsewhere(kind: String) throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        let id = order.execution.id
        scene.handle(.ordered(order))
        scene.handle(.measured(id, .success(1_000)))
        switch kind {
        case "too dear": try scene.offer(order, price: 1_001)
        case "too cheap": try scene.offer(order, price: 833)
        case "nothing": try scene.offer(order, price: 0)
        case "less": try scene.offer(order, price: -1)
        case "garbage": scene.handle(.offered(id, from: Sample.nodeID(0), offer: [1, 2], reason: ""))
        default: scene.handle(.offered(id, from: Sample.nodeID(0), offer: [], reason: "no stake"))
        }
        #expect(scene.told.map(\.ending) == [.rejected] && scene.machine.count == 0 && scene.saved.isEmpty)
        if kind == "none" { #expect(scene.told.first?.message == "the node makes no offer: no stake") }
        // The same is said again.
        scene.handle(.ordered(order))
        #expect(scene.told.count == 2 && scene.told[0] == scene.told[1])
    }

    @Test(arguments: ["job", "account", "node"])
    func anOfferOfSomebodyElseCountsForNothing(kind: String) throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order))
        scene.handle(.measured(order.execution.id, .success(1_000)))
        let key = kind == "job" ? JobKey(.zero) : JobKey(try scene.deal(order).record.jobKey)
        let offer = Sample.offer(kind == "account" ? 1 : 0, job: key, price: 5)
        let node = Sample.nodeID(kind == "node" ? 1 : 0)
        scene.handle(.offered(order.execution.id, from: node, offer: offer, reason: ""))
        #expect(scene.told.isEmpty && scene.saved.isEmpty)
        try scene.offer(order, price: 1_000)
        #expect(scene.saved.count == 1)
        // Nor does a second one.
        try scene.offer(order, price: 1)
        #expect(scene.saved.count == 1 && scene.last?.price == 1_000)
    }

    @Test func aSilentNodeIsAskedThreeTimes() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order))
        // The order comes again meanwhile.
        scene.handle(.ordered(order))
        for _ in 0..<5 {
            scene.handle(.measured(order.execution.id, .success(1_000)))
            scene.now = scene.now + .seconds(6)
            scene.handle(.tick)
        }
        let questions = scene.sent.filter { if case .quote = $0.message { true } else { false } }
        #expect(questions.count == 3 && scene.told.map(\.ending) == [.rejected] && scene.machine.count == 0)
    }

    @Test func aStopBeforeTheOfferEndsIt() throws {
        var scene = try ClientScene()
        let order = Sample.order(0, on: 0, Self.spec)
        scene.handle(.ordered(order), .stopped(order.execution.id, reason: "not wanted"))
        #expect(scene.told.map(\.ending) == [.cancelled] && scene.machine.count == 0)
        scene.handle(.measured(order.execution.id, .success(1)))
        #expect(scene.sent.isEmpty && scene.saved.isEmpty)
    }

    @Test(arguments: ["no input", "limit"])
    func whatCannotBeAffordedOrFoundGoesElsewhere(kind: String) throws {
        var scene = try ClientScene()
        var spec = Self.spec
        spec.trust?.maxPrice = 999
        let order = Sample.order(0, on: 0, spec)
        scene.handle(.ordered(order))
        let size: Result<UInt64, CoreError> =
            kind == "limit" ? .success(1_000) : .failure(CoreError(.notFound, "no node holds it"))
        scene.handle(.measured(order.execution.id, size))
        #expect(scene.told.map(\.ending) == [.rejected], "\(scene.told)")
        #expect(scene.told.first?.message.contains(kind == "limit" ? "more than it may cost" : "holds it") == true)
        #expect(scene.sent.isEmpty && scene.machine.count == 0)
    }

    @Test func aRefusedDealIsPricedAnewUnderAnotherName() throws {
        var scene = try ClientScene(money: 1_000_100)
        let order = try scene.runningWhole()
        #expect(scene.progress.last?.contains("waits for money") == true)
        let first = try scene.deal(order).record
        scene.now = scene.now + .seconds(3)
        scene.handle(.tick)
        #expect(scene.measures.count == 2 && scene.saved.count == 1)
        scene.handle(.measured(order.execution.id, .success(1)))
        // An offer for the former name is too late.
        let late = Sample.offer(0, job: JobKey(first.jobKey), price: 1_000)
        scene.handle(.offered(order.execution.id, from: Sample.nodeID(0), offer: late, reason: ""))
        #expect(scene.saved.count == 1)
        try scene.offer(order, price: 1)
        let second = try #require(scene.last)
        #expect(second.jobKey != first.jobKey && second.deal != first.deal && second.price == 1)
    }

    @Test func aRunThatWasCutOffIsNotPaidFor() throws {
        var scene = try ClientScene()
        let order = try scene.runningWhole()
        var report = Sample.report(order.execution.id, "half")
        report.ending = .failed
        report.isPermanent = true
        report.isRepeatable = false
        report.message = "took too long"
        scene.handle(.reported(report, from: Sample.nodeID(0), Incarnation(1)))
        #expect(scene.told == [report], "what the node says is why the job failed")
        try scene.pass(900)
        #expect(scene.machine.count == 0 && scene.last?.trust == .void && scene.last?.cost == 1_000)
    }
}
