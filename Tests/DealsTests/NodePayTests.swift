import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// What a node asks for work without fuel, and which deals it works for.
@Suite struct NodePayTests {
    private static let spec = Sample.wholeSpec(.verified, checkPpm: 25_000)

    /// The question of a client.
    private static func question(_ spec: JobSpec = spec) -> ExecutionOrder {
        var order = Sample.order(0, on: 0, spec)
        order.job.spec.trust = nil
        order.deal = DealTerms(
            ledger: PureLedger.id,
            deal: .zero,
            slot: 0,
            salt: Digest256(repeating: 4),
            fuelMax: 0
        )
        return order
    }

    @Test func anOfferIsWhatThePricesComeTo() throws {
        var scene = try NodeScene()
        var spec = Self.spec
        spec.tasks[0].resources.cpu = "500m"
        spec.tasks[0].resources.memory = "512MiB"
        spec.tasks[0].timeouts.executionSeconds = 40
        scene.machine = Sample.nodeMachine(
            0,
            prices: NodePrices(perCPUSecond: 10, perGiBSecond: 20, perGiBInput: 1 << 30)
        )
        let order = Self.question(spec)
        scene.handle(.asked(order, price: 0))
        #expect(scene.measures == [order] && scene.offers.isEmpty)
        scene.handle(.measured(order, price: 0, .success(7)))
        // Half a processor and half a gibibyte for 40 s, and seven bytes.
        #expect(scene.offers.map(\.price) == [200 + 400 + 7] && scene.silences.isEmpty)
        let work = try DealWork(order, engineVersion: Sample.version, salt: Digest256(repeating: 4), fuelMax: 0)
        #expect(scene.offers.first?.job == work.key)
        #expect(try #require(scene.offers.first).expiry > scene.client.seconds)
        #expect(scene.inspects.isEmpty && !scene.machine.hasDeal(order.execution.id))
    }

    @Test func inputsAreCountedOnlyWhereTheyCost() throws {
        var scene = try NodeScene()
        scene.machine = Sample.nodeMachine(0, prices: NodePrices(perCPUSecond: 10))
        scene.handle(.asked(Self.question(), price: 0))
        #expect(scene.measures.isEmpty && scene.offers.map(\.price) == [1], "free work is offered for the least unit")
    }

    @Test(arguments: ["metered", "engine", "ledger", "no deal", "input", "too much"])
    func someQuestionsGetNoOffer(kind: String) throws {
        var scene = try NodeScene()
        var order = Self.question(kind == "metered" ? Sample.spec(.verified) : Self.spec)
        switch kind {
        case "engine": order.job.spec.tasks[0].engine.type = "noop"
        case "ledger": order.deal?.ledger = .zero
        case "no deal": order.deal = nil
        default: break
        }
        scene.handle(.asked(order, price: 0))
        for order in scene.measures {
            let missing = CoreError(.notFound, "no node holds it")
            scene.handle(.measured(order, price: 0, kind == "input" ? .failure(missing) : .success(.max)))
        }
        #expect(scene.offers.isEmpty && scene.silences.count == 1, "\(kind): \(scene.offers)")
        #expect(scene.silences.allSatisfy { !$0.isEmpty })
    }

    /// A deal of the client's, whatever the node has offered; its order.
    private func order(_ scene: inout NodeScene) throws -> ExecutionOrder {
        _ = try scene.client.runningWhole()
        guard case .run(let orders) = scene.client.sent.last?.message else { throw CoreError(.notFound, "no order") }
        return try #require(orders.first)
    }

    @Test func anAgreedDealIsWorkedForUntilItsDeadline() throws {
        var scene = try NodeScene()
        let order = try order(&scene)
        scene.handle(.ordered(order))
        #expect(scene.measures == [order] && scene.inspects.isEmpty)
        scene.client.now = scene.now + .seconds(100)
        scene.handle(.measured(order, price: 0, .success(1_000)))
        try scene.pump()
        let deadline = try scene.slot(order).deadline
        #expect(scene.runs.first?.job.spec.task.timeouts.executionSeconds == deadline - scene.client.seconds)
        #expect(deadline - scene.client.seconds == PaidWork.secondsDefault - 100)
        scene.finish(order)
        scene.handle(.kept([order.execution.id], nil))
        try scene.pump()
        #expect(try scene.slot(order).state == .committed && scene.slot(order).charge == 1_000)
    }

    /// An order that comes after the end of its deal was read: nothing else would ever let the inputs go.
    @Test func inputsOfAnEndedDealAreReleasedWhateverWasRead() throws {
        var scene = try NodeScene()
        let order = try order(&scene)
        let deal = try #require(order.deal).deal
        scene.handle(.ordered(order))
        scene.handle(.measured(order, price: 0, .success(1_000)))
        let statement = scene.client.ledger.statement(DealID(deal))
        scene.handle(.inspected(DealID(deal), statement))
        #expect(scene.held == [deal] && scene.released.isEmpty)
        scene.inspects = []
        for _ in 0..<3 {
            scene.client.now = scene.now + .seconds(601)
            scene.handle(.tick)
        }
        #expect(scene.inspects == [DealID(deal), DealID(deal), DealID(deal)])
        scene.handle(.inspected(DealID(deal), statement))
        #expect(scene.released.isEmpty)
        scene.handle(.inspected(DealID(deal), nil))
        #expect(scene.released == [deal])
        scene.client.now = scene.now + .seconds(601)
        scene.handle(.tick)
        #expect(scene.inspects.count == 3 && scene.released.count == 1)
    }

    @Test(arguments: ["price", "input", "time"])
    func whatPaysTooLittleIsDeclined(kind: String) throws {
        var scene = try NodeScene()
        let order = try order(&scene)
        let deal = DealID(try #require(order.deal).deal)
        var statement = try #require(scene.client.ledger.statement(deal))
        var size: UInt64 = 1_000
        switch kind {
        case "price": statement.deal.price = 999
        case "input": size = 1_001
        default: statement.deal.tExec = PaidWork.secondsDefault - 1
        }
        scene.handle(.ordered(order))
        scene.handle(.measured(order, price: 0, .success(size)))
        scene.handle(.inspected(deal, statement))
        #expect(scene.runs.isEmpty && scene.told.map(\.ending) == [.rejected], "\(scene.told)")
        #expect(scene.submits.map(\.purpose) == [.decline])
    }

    /// The standing offer holds for any job: nobody can have a long metered run for the price of one unit of fuel.
    @Test func theStandingOfferBuysNoWholeRun() throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        let deal = DealID(try #require(order.deal).deal)
        var statement = try #require(scene.client.ledger.statement(deal))
        statement.deal.mode = .job
        scene.handle(.ordered(order))
        scene.handle(.inspected(deal, statement))
        #expect(scene.runs.isEmpty && scene.told.first?.message.contains("paid as a whole") == true)
        // Nor work without fuel by the fuel that it does not use.
        var whole = try NodeScene()
        let other = try self.order(&whole)
        let id = DealID(try #require(other.deal).deal)
        var metered = try #require(whole.client.ledger.statement(id))
        metered.deal.mode = .metered
        whole.handle(.ordered(other))
        whole.handle(.measured(other, price: 0, .success(0)))
        whole.handle(.inspected(id, metered))
        #expect(whole.runs.isEmpty && whole.told.first?.message.contains("paid by fuel") == true)
    }

    @Test(arguments: [false, true])
    func aResultThatALimitOfTimeCutOffIsNeverCommittedTo(isLate: Bool) throws {
        var scene = try NodeScene()
        let order = try order(&scene)
        scene.handle(.ordered(order))
        scene.handle(.measured(order, price: 0, .success(1_000)))
        try scene.pump()
        var report = Sample.report(order.execution.id, "half")
        report.ending = .failed
        report.isPermanent = true
        report.isRepeatable = false
        if isLate { scene.client.now = scene.now + .seconds(500) }
        scene.finish(order, report)
        #expect(scene.kept.isEmpty && scene.told == [report])
        #expect(
            scene.submits.map(\.purpose) == (isLate ? [] : [.decline]),
            "a slot can be left as long as inputs are fetched"
        )
    }
}
