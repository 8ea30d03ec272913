import ContentAddressing
import Core
import Ledger
import Settlement
import Testing

@testable import Deals

/// What the node's machine makes of orders, its results, and what the ledger says.
@Suite struct NodeDealTests {
    @Test func theOpeningIsOnDiskBeforeTheCommitmentLeavesAndTheReportComesAfterIt() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        #expect(scene.kept.count == 1 && scene.submits.isEmpty && scene.told.isEmpty)
        scene.handle(.kept([order.execution.id], nil))
        #expect(scene.submits.map(\.purpose) == [.commit(order.execution.id)] && scene.told.isEmpty)
        try scene.pump()
        #expect(try scene.slot(order).state == .committed)
        #expect(scene.told.map(\.result) == [Sample.cid("truth")])
        // The same again.
        scene.finish(order)
        scene.handle(.ordered(order))
        #expect(scene.told.count == 3 && Set(scene.told).count == 1 && scene.submits.isEmpty)
        // Shown when the deal has ended, and then forgotten.
        try scene.client.pump()
        scene.client.report(order, "truth")
        try scene.pass(300)
        #expect(scene.forgotten.isEmpty && scene.machine.openCount == 0)
        #expect(scene.shown.first?.id == order.execution.id)
        let rho = try #require(scene.shown.first?.rho)
        let deal = try #require(order.deal).deal
        scene.client.sent = []
        scene.client.handle(.opened(order.execution.id, from: Sample.nodeID(0), deal: deal, rho: rho))
        #expect(scene.client.last?.rho == rho)
        scene.client.handle(.saved([order.execution.id], nil), .saved([order.execution.id], nil))
        #expect(scene.client.sent.map(\.message) == [.openingTaken(deal: deal)])
        scene.handle(.openingTaken(deal))
        #expect(scene.forgotten == [deal] && scene.machine.shown.isEmpty)
    }

    /// The client is away, or has gone for good.
    @Test func anOpeningIsShownAgainButNotForEver() throws {
        var scene = try NodeScene()
        let order = try scene.committed()
        scene.client.report(order, "truth")
        try scene.pass(300)
        #expect(scene.shown.count > 1 && scene.forgotten.isEmpty)
        while let next = Optional(scene.machine.nextDeadline), next < .distantFuture {
            scene.client.now = max(scene.now, next)
            scene.handle(.tick)
        }
        #expect(scene.shown.count == 8 && Set(scene.shown.map(\.rho)).count == 1)
        #expect(scene.forgotten == [try #require(order.deal).deal] && scene.machine.shown.isEmpty)
    }

    @Test(arguments: ["ledger", "unknown deal", "slot", "other node's", "job", "engine", "price", "salt", "fuel"])
    func anOrderThatIsNotTheDealsIsDeclinedAndRejected(kind: String) throws {
        var scene = try NodeScene()
        var order = try scene.ordered()
        switch kind {
        case "ledger": order.deal?.ledger = .zero
        case "unknown deal": order.deal?.deal = Digest256(repeating: 1)
        case "slot": order.deal?.slot = 1
        case "other node's": scene.machine = Sample.nodeMachine(1)
        case "job": order.job.spec.tasks[0].env["A"] = "b"
        case "engine": order.job.spec.tasks[0].engine.type = "noop"
        case "price": scene.machine = Sample.nodeMachine(0, prices: NodePrices(perGfuel: 1_001))
        case "salt": order.deal?.salt = .zero
        default: order.deal?.fuelMax = 3
        }
        scene.handle(.ordered(order))
        for deal in scene.inspects { scene.handle(.inspected(deal, scene.client.ledger.statement(deal))) }
        #expect(scene.runs.isEmpty && scene.told.map(\.ending) == [.rejected], "\(kind): \(scene.told)")
        #expect(scene.submits.map(\.purpose) == [.decline])
        // What no ledger will ever end for this node is not remembered.
        let isForeign = ["unknown deal", "slot", "other node's"].contains(kind)
        #expect(scene.machine.hasDeal(order.execution.id) != isForeign, "\(kind)")
        scene.inspects = []
        scene.handle(.ordered(order))
        #expect(scene.inspects.isEmpty != isForeign)
        for deal in scene.inspects { scene.handle(.inspected(deal, scene.client.ledger.statement(deal))) }
        #expect(scene.told.count == 2 && Set(scene.told).count == 1)
    }

    @Test func aRepeatedOrderIsNotAskedForTwiceInVain() throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        scene.handle(.ordered(order), .ordered(order))
        let asked = scene.inspects
        #expect(asked.count == 2)
        scene.inspects = []
        let statement = scene.client.ledger.statement(asked[0])
        scene.handle(.inspected(asked[0], statement))
        scene.finish(order)
        scene.handle(.kept([order.execution.id], nil))
        // The answer to the second question was given before the commitment.
        scene.handle(.inspected(asked[1], statement))
        #expect(scene.forgotten.isEmpty && scene.told.isEmpty)
        try scene.pump()
        #expect(try scene.slot(order).state == .committed)
        #expect(scene.machine.openCount == 1 && scene.told.map(\.ending) == [.completed])
    }

    @Test func aLostSlotIsNotWorkedFor() throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        let deal = DealID(try #require(order.deal).deal)
        scene.handle(.ordered(order))
        var statement = try #require(scene.client.ledger.statement(deal))
        statement.deal.slots[0].state = .out
        scene.handle(.inspected(deal, statement))
        #expect(scene.runs.isEmpty && scene.told.map(\.ending) == [.rejected])
    }

    @Test func anOpeningThatCannotBeKeptIsWrittenAgain() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        for round in 1...5 {
            scene.handle(.kept([order.execution.id], CoreError(.io, "the disk is full")))
            #expect(scene.kept.count == round && scene.submits.isEmpty && scene.told.isEmpty)
            scene.client.now = scene.now + .seconds(2)
            scene.handle(.tick)
        }
        #expect(Set(scene.kept.map(\.opening)).count == 1 && scene.kept.count == 6)
        scene.handle(.kept([order.execution.id], nil))
        try scene.pump()
        #expect(try scene.slot(order).state == .committed)
    }

    @Test func anOpeningThatCannotBeKeptInTimeCostsTheSlotOnly() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        scene.client.now = scene.now + .seconds(700)
        scene.handle(.kept([order.execution.id], CoreError(.io, "the disk is full")))
        #expect(scene.told.map(\.ending) == [.failed] && scene.submits.isEmpty)
    }

    @Test func aCommitmentThatCouldNotBeSentIsSentAgain() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        scene.handle(.kept([order.execution.id], nil))
        let submit = try #require(scene.submits.first)
        scene.submits = []
        scene.handle(.answered(submit.deal, submit.purpose, .failure(CoreError(.unavailable, "away"))))
        #expect(scene.told.isEmpty)
        scene.client.now = scene.now + .seconds(2)
        scene.handle(.tick)
        try scene.pump()
        #expect(try scene.slot(order).state == .committed && scene.told.count == 1)
    }

    @Test func aRefusedCommitmentIsAFailureAndItsOpeningIsForgotten() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        scene.handle(.kept([order.execution.id], nil))
        let submit = try #require(scene.submits.first)
        scene.submits = []
        let refusal = LedgerAnswer.refused(SettlementError(.late, "the time was up"))
        scene.handle(.answered(submit.deal, submit.purpose, .success(refusal)))
        #expect(scene.told.map(\.ending) == [.failed] && scene.told[0].message.contains("the time was up"))
        #expect(scene.forgotten.count == 1 && scene.machine.openCount == 0)
    }

    @Test func whatIsWrittenWhenTheDealEndsIsForgotten() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        try scene.pass(700)
        #expect(scene.client.last?.outcome == "ABORTED")
        #expect(scene.forgotten == [try #require(order.deal).deal])
    }

    @Test(arguments: ["dispute", "bound silence"])
    func aCommitmentIsOpenedWhenItHasToBe(kind: String) throws {
        var scene = try NodeScene()
        let order = try scene.committed(Sample.spec(.assured))
        scene.client.report(order, "truth")
        try scene.pass(150)
        let open = try #require(scene.client.ledger.machine.openDeals.first)
        let verdict = Message.verdict(open.id, kind == "dispute" ? .dispute : .escalate)
        try scene.client.commit(order, slot: 1, "truth")
        _ = try scene.client.ledger.apply([verdict], from: Sample.client, now: scene.client.seconds)
        if kind != "dispute" {
            scene.client.now = scene.now + .seconds(90)
            try scene.client.ledger.settle(now: scene.client.seconds)
            let deal = try #require(scene.client.ledger.machine.openDeals.first)
            #expect(deal.slots.count == 3)
            try scene.client.commit(order, slot: 2, "truth")
            // The client says nothing more.
            scene.client.now = scene.now + .seconds(7_300)
            try scene.client.ledger.settle(now: scene.client.seconds)
        }
        #expect(scene.client.ledger.machine.openDeals.map(\.state) == [.revealing])
        try scene.pump()
        #expect(try scene.slot(order).state == .opened)
    }

    /// The question was lost, or the opening: both are repeated until the slot is open.
    @Test func anOpeningIsShownUntilItIsThere() throws {
        var scene = try NodeScene()
        let order = try scene.committed(Sample.spec(.assured))
        scene.client.report(order, "truth")
        try scene.pass(150)
        let open = try #require(scene.client.ledger.machine.openDeals.first)
        try scene.client.commit(order, slot: 1, "truth")
        _ = try scene.client.ledger.apply([.verdict(open.id, .dispute)], from: Sample.client, now: scene.client.seconds)
        let entries = Array(scene.client.ledger.log[scene.read...])
        scene.read = scene.client.ledger.log.count
        scene.handle(.logged(entries))
        #expect(Set(scene.inspects) == [open.id])
        scene.inspects = []
        scene.client.now = scene.now + .seconds(61)
        scene.handle(.tick)
        #expect(scene.inspects == [open.id])
        scene.inspects = []
        scene.handle(.inspected(open.id, scene.client.ledger.statement(open.id)))
        #expect(scene.submits.map(\.purpose) == [.reveal])
        scene.submits = []
        scene.client.now = scene.now + .seconds(61)
        scene.handle(.tick)
        try scene.pump()
        #expect(try scene.slot(order).state == .opened)
    }

    @Test func aSlotWithoutAnOrderIsLeftInTime() throws {
        var scene = try NodeScene()
        _ = try scene.ordered()
        try scene.pass(210)
        #expect(scene.client.ledger.machine.openDeals.map(\.state) == [.assigned])
        try scene.pass(60)
        #expect(scene.client.ledger.machine.openDealCount == 0 && scene.client.last?.outcome == "CANCELLED")
    }

    /// What the ledger gave a node before its restart, it learns from the log of its account.
    @Test(arguments: [0, 120, 240, 285])
    func aSlotFromBeforeARestartIsLeftInTime(downFor seconds: Int) throws {
        var scene = try NodeScene()
        _ = try scene.ordered()
        try scene.client.pass(seconds)
        scene.machine = Sample.nodeMachine(0)
        scene.handle(.logged(scene.client.ledger.log.filter { $0.concerns(Sample.accounts[0]) }))
        // The order may be on its way.
        if seconds < 285 { #expect(scene.submits.isEmpty) }
        scene.read = scene.client.ledger.log.count
        let open = try #require(scene.client.ledger.machine.openDeals.first)
        while scene.client.seconds < open.slots[0].fetchUntil - 15 { try scene.client.pass(30); scene.handle(.tick) }
        try scene.pump()
        try scene.client.pump()
        #expect(scene.client.ledger.machine.openDealCount == 0 && scene.client.last?.outcome == "CANCELLED")
        #expect(scene.machine.awaited.isEmpty)
    }

    /// Its order came in time, was given up, or is not needed any more.
    @Test func aSlotFromBeforeARestartIsKeptForItsOrder() throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        let log = scene.client.ledger.log.filter { $0.concerns(Sample.accounts[0]) }
        scene.handle(.ordered(order))
        scene.handle(.logged(log))
        #expect(scene.machine.awaited.isEmpty)
        scene.machine = Sample.nodeMachine(0)
        scene.handle(.logged(log))
        #expect(scene.machine.awaited.count == 1)
        _ = try scene.client.ledger.apply(
            [.decline(DealID(try #require(order.deal).deal))],
            from: Sample.accounts[0],
            now: scene.client.seconds
        )
        scene.handle(.logged(scene.client.ledger.log))
        #expect(scene.machine.awaited.isEmpty && scene.submits.isEmpty)
    }

    @Test func aStopIsHeardAsLongAsTheSlotCanBeLeft() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.handle(.stopped(order.execution.id, reason: "no longer wanted"))
        #expect(scene.stops == [order.execution.id])
        scene.client.now = scene.now + .seconds(400)
        scene.handle(.stopped(order.execution.id, reason: "no longer wanted"))
        #expect(scene.stops.count == 1)
    }

    /// The plain node does not do an order whose stop it has seen: the slot would be lost, and a part of the stake.
    @Test(arguments: ["before the order", "before the ledger's answer"])
    func aStopThatComesTooEarlyDeclinesTheOrder(kind: String) throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        let id = order.execution.id
        if kind == "before the order" {
            scene.handle(.stopped(id, reason: "no longer wanted"))
            #expect(scene.stops == [id])
            scene.handle(.ordered(order))
        } else {
            scene.handle(.ordered(order))
            scene.handle(.stopped(id, reason: "no longer wanted"))
        }
        let deal = try #require(scene.inspects.first)
        scene.handle(.inspected(deal, scene.client.ledger.statement(deal)))
        #expect(scene.runs.isEmpty && scene.told.map(\.ending) == [.cancelled])
        #expect(scene.submits.map(\.purpose) == [.decline])
        // The order once more: the same is said.
        scene.handle(.ordered(order))
        #expect(scene.told.count == 2 && Set(scene.told).count == 1 && scene.runs.isEmpty)
        try scene.pump()
        try scene.client.pump()
        #expect(scene.client.last?.outcome == "CANCELLED" && scene.client.ledger.machine.openDealCount == 0)
    }

    /// Without a question to the ledger, whose answer may take the rest of the time to leave.
    @Test func aStoppedOrderForASlotThatIsKnownIsDeclinedAtOnce() throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        scene.handle(.logged(scene.client.ledger.log))
        scene.handle(.stopped(order.execution.id, reason: "no longer wanted"))
        scene.handle(.ordered(order))
        #expect(scene.inspects.isEmpty && scene.submits.map(\.purpose) == [.decline])
        #expect(scene.told.map(\.ending) == [.cancelled])
    }

    /// When the slot cannot be left any more, only work saves the stake.
    @Test func aStopDoesNotKeepAnOrderFromBeingDoneThatComesTooLateToBeLeft() throws {
        var scene = try NodeScene()
        let order = try scene.ordered()
        scene.handle(.stopped(order.execution.id, reason: "no longer wanted"))
        scene.client.now = scene.now + .seconds(301)
        scene.handle(.ordered(order))
        try scene.pump()
        #expect(scene.runs.count == 1)
    }

    /// What is stopped late is not declined in time any more: the run, its report and the ledger take their time too.
    @Test func aStopThatComesLateIsNotHeard() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.client.now = scene.now + .seconds(280)
        scene.handle(.stopped(order.execution.id, reason: "no longer wanted"))
        #expect(scene.stops.isEmpty)
    }

    @Test func stopsOfUnknownExecutionsAreRememberedOnlyInSoGreatANumber() throws {
        var scene = try NodeScene()
        for number in 0..<50_000 { scene.handle(.stopped(ExecutionID("x-\(number)"), reason: "")) }
        #expect(scene.machine.stopped.count < 20_000 && scene.machine.stopped.contains(ExecutionID("x-49999")))
    }

    @Test(arguments: [true, false])
    func aRunWithoutAResultLeavesTheSlotWhileItCan(isInTime: Bool) throws {
        var scene = try NodeScene()
        let order = try scene.running()
        if !isInTime { scene.client.now = scene.now + .seconds(400) }
        scene.finish(order, ExecutionReport(executionID: order.execution.id, ending: .failed, message: "no disk"))
        #expect(scene.submits.map(\.purpose) == (isInTime ? [.decline] : []) && scene.told.map(\.ending) == [.failed])
    }

    @Test func whatIsGivenBackIsDeclined() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.handle(.returned([order.execution.id]))
        #expect(scene.submits.map(\.purpose) == [.decline] && !scene.machine.hasDeal(order.execution.id))
    }

    @Test func aRestartedNodeCommitsToTheSameAndOpensWhatItHas() throws {
        var scene = try NodeScene()
        let order = try scene.committed(Sample.spec(.assured))
        let opening = try #require(scene.kept.first?.opening)
        scene.machine = Sample.nodeMachine(0)
        scene.note(scene.machine.restore([opening], now: scene.now))
        #expect(scene.inspects == [DealID(opening.deal)])
        try scene.pump()
        // The order comes again, and is run again.
        scene.runs = []
        scene.told = []
        scene.handle(.ordered(order))
        try scene.pump()
        #expect(scene.runs.count == 1)
        scene.finish(order)
        #expect(scene.kept.count == 2 && scene.kept[1].opening == opening)
        scene.handle(.kept([order.execution.id], nil))
        try scene.pump()
        #expect(scene.told.map(\.ending) == [.completed] && scene.forgotten.isEmpty && scene.machine.openCount == 1)
    }

    /// Its client is away, so that nobody orders the run again: the slot would be lost.
    @Test func anOpeningWhoseCommitmentDidNotLeaveIsCommittedToAfterARestart() throws {
        var scene = try NodeScene()
        let order = try scene.running()
        scene.finish(order)
        let opening = try #require(scene.kept.first?.opening)
        scene.machine = Sample.nodeMachine(0)
        scene.note(scene.machine.restore([opening], now: scene.now))
        try scene.pump()
        #expect(try scene.slot(order).state == .committed && scene.machine.openCount == 1)
        // Ordered again, it is run, and nothing else comes of it.
        scene.handle(.ordered(order))
        try scene.pump()
        scene.finish(order)
        scene.handle(.kept([order.execution.id], nil))
        try scene.pump()
        #expect(scene.told.map(\.result) == [Sample.cid("truth")])
    }

    /// The deal ends while a restarted node is about to commit to the same once more.
    @Test(arguments: ["answer first", "log first", "log before", "log between"])
    func aCommitmentAfterTheEndLosesNeitherTheResultNorTheOpening(kind: String) throws {
        var scene = try NodeScene()
        let order = try scene.committed()
        let opening = try #require(scene.kept.first?.opening)
        scene.machine = Sample.nodeMachine(0)
        scene.note(scene.machine.restore([opening], now: scene.now))
        scene.handle(.ordered(order))
        try scene.pump()
        scene.told = []
        scene.finish(order)
        scene.client.report(order, "truth")
        try scene.client.pass(300)
        #expect(scene.client.last?.outcome == "PAID")
        if kind == "log before" { try scene.pump() }
        scene.handle(.kept([order.execution.id], nil))
        if kind == "log first" {
            scene.handle(.logged(Array(scene.client.ledger.log[scene.read...])))
            scene.read = scene.client.ledger.log.count
        } else if let submit = scene.submits.first {
            scene.submits = []
            let refusal = LedgerAnswer.refused(SettlementError(.unknownDeal, "no such deal is open"))
            scene.handle(.answered(submit.deal, submit.purpose, .success(refusal)))
        }
        if kind == "log between" {
            scene.handle(.logged(Array(scene.client.ledger.log[scene.read...])))
            scene.read = scene.client.ledger.log.count
        }
        try scene.pump()
        #expect(scene.shown.first?.rho != nil && scene.told.allSatisfy { $0.ending == .completed })
        #expect(!scene.machine.hasDeal(order.execution.id) && scene.machine.executions.isEmpty)
    }

    /// The run gives something else now: what opens the commitment must not be lost for that.
    @Test func anotherResultAfterARestartDoesNotReplaceTheOpening() throws {
        var scene = try NodeScene()
        let order = try scene.committed(Sample.spec(.assured))
        let opening = try #require(scene.kept.first?.opening)
        scene.machine = Sample.nodeMachine(0)
        scene.note(scene.machine.restore([opening], now: scene.now))
        scene.handle(.ordered(order))
        try scene.pump()
        scene.told = []
        scene.finish(order, Sample.report(order.execution.id, "something else"))
        #expect(scene.kept.count == 1 && scene.forgotten.isEmpty && scene.machine.openCount == 1)
        #expect(scene.told.map(\.ending) == [.failed])
    }

    @Test(arguments: [true, false])
    func openingsOfDealsThatHaveEndedAreShownAfterARestartAndForgotten(isOld: Bool) throws {
        var scene = try NodeScene()
        let order = try scene.committed()
        scene.client.report(order, "truth")
        try scene.client.pass(300)
        var opening = try #require(scene.kept.first?.opening)
        if isOld { opening.executionID = nil }
        scene.machine = Sample.nodeMachine(0)
        scene.note(
            scene.machine.restore(
                [opening, KeptOpening(deal: .zero, slot: 0, executionID: nil, opening: [1])],
                now: scene.now
            )
        )
        try scene.pump()
        #expect(scene.shown.map(\.id) == (isOld ? [] : [order.execution.id]))
        scene.handle(.openingTaken(opening.deal))
        #expect(scene.forgotten == [opening.deal] && scene.machine.openCount == 0)
    }
}
