import ContentAddressing
import Core
import Testing

@testable import Scheduling

@Suite struct SchedulerMachineTests {
    @Test func aJobRunsAndEndsWithItsResult() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit()
        let order = try #require(scene.takeOrders().first)
        #expect(order.execution.nodeID == NodeID("n-1"))
        #expect(scene.jobs[id]?.state == .running)
        scene.finish(order)
        #expect(scene.jobs[id]?.state == .completed)
        #expect(scene.jobs[id]?.result == scene.executions[order.execution.id]?.result)
        #expect(scene.takeMessages().map(\.1) == [.acknowledged([order.execution.id])])
        #expect(scene.machine.activeJobCount == 0)
    }

    @Test func partitionsAreLinkedIntoOneResult() throws {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 4000)
        let id = scene.submit(count: 3)
        let orders = scene.takeOrders()
        #expect(orders.map(\.execution.partition) == [0, 1, 2])
        for order in orders.reversed() { scene.finish(order) }
        let job = try #require(scene.jobs[id])
        #expect(job.state == .completed)
        #expect(job.result?.codec == .dagPB)
    }

    @Test func severalExecutionsOfOneJobShareANodeUpToItsCapacity() {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 1000)
        scene.submit(count: 5)
        #expect(scene.takeOrders().count == 2)
    }

    @Test func aFreedPlaceIsGivenToTheNextPartition() {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 500)
        scene.submit(count: 2)
        let first = scene.takeOrders()
        scene.finish(first[0])
        #expect(scene.takeOrders().map(\.execution.partition) == [1])
    }

    @Test func higherPriorityGoesFirst() {
        var scene = SchedulerScene()
        let low = scene.submit(priority: 0)
        let high = scene.submit(priority: 5)
        scene.join("n-1", cpuMillis: 500)
        let first = scene.takeOrders()
        #expect(first.map(\.job.id) == [high])
        scene.finish(first[0])
        #expect(scene.takeOrders().map(\.job.id) == [low])
    }

    @Test func aJobThatDoesNotFitLetsAnotherPass() {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 1000)
        scene.submit(cpu: "4")
        let small = scene.submit(cpu: "500m")
        #expect(scene.takeOrders().map(\.job.id) == [small])
    }

    @Test func aFailureIsRetriedOnAnotherNode() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        scene.join("n-2")
        let id = scene.submit()
        let first = try #require(scene.takeOrders().first)
        scene.finish(first, .failed, message: "the disk is full")
        let second = try #require(scene.takeOrders().first)
        #expect(second.execution.nodeID != first.execution.nodeID)
        #expect(second.execution.attempt == 2)
        #expect(second.execution.previous == first.execution.id)
        scene.finish(second)
        #expect(scene.jobs[id]?.state == .completed)
    }

    @Test func theLastRealErrorIsTheJobsMessage() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit()
        for _ in 0..<3 { scene.finish(try #require(scene.takeOrders().first), .failed, message: "the disk is full") }
        #expect(scene.jobs[id]?.state == .failed)
        #expect(scene.jobs[id]?.stateMessage == "the disk is full (after 3 tries)")
        #expect(scene.takeOrders().isEmpty)
    }

    @Test func aFailureThatIsTheProgramsOwnIsNotRetried() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit()
        scene.finish(
            try #require(scene.takeOrders().first),
            .failed,
            message: "unreachable executed",
            isPermanent: true
        )
        #expect(scene.jobs[id]?.state == .failed)
        #expect(scene.jobs[id]?.stateMessage == "unreachable executed")
    }

    @Test func aSilentNodeLosesItsWorkToAnother() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit()
        let lost = try #require(scene.takeOrders().first)
        scene.pass(.seconds(10))
        scene.join("n-2")
        scene.pass(.seconds(6))
        let again = try #require(scene.takeOrders().first)
        #expect(again.execution.nodeID == NodeID("n-2"))
        #expect(scene.executions[lost.execution.id]?.state == .failed)
        scene.finish(lost)
        #expect(scene.jobs[id]?.state == .running, "a late outcome of a lost execution does not count")
        scene.finish(again)
        #expect(scene.jobs[id]?.state == .completed)
    }

    @Test func anOrderThatTheNodeDoesNotKnowIsSentAgain() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        scene.submit()
        let order = try #require(scene.takeOrders().first)
        scene.now = scene.now + .seconds(4)
        scene.beat("n-1")
        #expect(scene.takeOrders().map(\.execution.id) == [order.execution.id])
        scene.beat("n-1", running: [order.execution.id])
        #expect(scene.takeOrders().isEmpty)
    }

    @Test func whatNobodyWantsIsStopped() {
        var scene = SchedulerScene()
        scene.join("n-1")
        scene.beat("n-1", running: [ExecutionID("e-unknown")])
        #expect(scene.takeMessages().count == 1)
    }

    @Test func stoppingEndsTheExecutions() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit()
        let order = try #require(scene.takeOrders().first)
        scene.feed(.stopRequested(id, reason: "enough"))
        #expect(scene.jobs[id]?.state == .stopped)
        #expect(scene.jobs[id]?.stateMessage == "enough")
        #expect(scene.executions[order.execution.id]?.state == .cancelled)
        #expect(scene.takeMessages().map(\.1) == [.stop(order.execution.id, reason: "enough")])
    }

    @Test func anUpdateStopsTheFormerVersion() throws {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 2000)
        let id = scene.submit()
        let former = try #require(scene.takeOrders().first)
        var next = try #require(scene.jobs[id])
        next.version = 2
        scene.feed(.submitted(next, Locality()))
        #expect(scene.executions[former.execution.id]?.state == .cancelled)
        #expect(scene.takeOrders().map(\.job.version) == [2])
    }

    @Test func anOpsJobRunsOnceOnEveryMatchingNode() {
        var scene = SchedulerScene()
        scene.join("n-1", labels: ["zone": "a"])
        scene.join("n-2", labels: ["zone": "b"])
        scene.join("n-3", labels: ["zone": "a"])
        let id = scene.submit(type: .ops, constraints: [Constraint(key: "zone", op: .equals, values: ["a"])])
        let orders = scene.takeOrders()
        #expect(orders.map(\.execution.nodeID) == [NodeID("n-1"), NodeID("n-3")])
        for order in orders { scene.finish(order) }
        #expect(scene.jobs[id]?.state == .completed)
        #expect(scene.jobs[id]?.partitions == 2)
    }

    @Test func anOpsJobFailsWhenANodeHandsItsPartitionBack() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        scene.join("n-2")
        let id = scene.submit(type: .ops)
        let order = try #require(scene.takeOrders().first)
        let returned = NodeMessage.returned(Incarnation(1), [order.execution.id])
        scene.feed(.received(returned, from: order.execution.nodeID))
        let job = try #require(scene.jobs[id])
        #expect(job.state == .failed)
        #expect(job.stateMessage.contains("handed it back"))
        #expect(scene.takeOrders().isEmpty)
    }

    @Test func anOpsJobWithoutAMatchingNodeFailsWithTheReasons() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit(type: .ops, constraints: [Constraint(key: "zone", op: .equals, values: ["a"])])
        let job = try #require(scene.jobs[id])
        #expect(job.state == .failed)
        #expect(job.stateMessage.contains("label constraint 'zone = a' does not hold"))
    }

    @Test(arguments: [(Int64(0), JobState.queued), (5, .failed)])
    func aJobThatFitsNowhereWaitsWithAReasonUntilItsTimeout(seconds: Int64, state: JobState) throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit(cpu: "64") { $0.tasks[0].timeouts.queueSeconds = seconds }
        scene.pass(.seconds(2))
        #expect(scene.jobs[id]?.state == .queued)
        scene.pass(.seconds(4))
        let job = try #require(scene.jobs[id])
        #expect(job.state == state)
        #expect(job.stateMessage.contains("64000m CPU"))
        let report = scene.machine.why(id, now: scene.now)
        #expect((report == nil) == (state == .failed))
    }

    @Test func aTotalTimeoutFailsTheJobAndSaysSo() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit { $0.tasks[0].timeouts.totalSeconds = 10 }
        for _ in 0..<6 {
            scene.now = scene.now + .seconds(2)
            scene.beat("n-1", running: scene.orders.map(\.execution.id))
        }
        #expect(scene.jobs[id]?.state == .failed)
        #expect(scene.jobs[id]?.stateMessage.contains("longer than 10 s") == true)
    }

    @Test func aJobOfNoPartitionsIsComplete() {
        var scene = SchedulerScene()
        let id = scene.submit(count: 0)
        #expect(scene.jobs[id]?.state == .completed)
    }

    @Test func theRestoredMachineGoesOnWhereTheOldOneWas() throws {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 1000)
        let id = scene.submit(count: 3)
        let orders = scene.takeOrders()
        scene.finish(orders[0])
        let third = try #require(scene.takeOrders().first)
        var state = ActiveState()
        state.jobs = scene.jobs.sortedKeys.compactMap { scene.jobs[$0] }
        state.executions = scene.executions.sortedKeys.compactMap { scene.executions[$0] }
        scene.machine = SchedulerMachine(configuration: SchedulerConfiguration(), restoring: state, now: scene.now)
        #expect(scene.machine.brokenInvariants().isEmpty)
        var info = NodeInfo(
            id: NodeID("n-1"),
            name: "n-1",
            capacity: Resources(cpuMillis: 1000, memoryBytes: 8 << 30, diskBytes: 1 << 40)
        )
        info.engines = [EngineStatus(kind: "wasm", isAvailable: true)]
        let known = [orders[1].execution.id, third.execution.id]
        scene.feed(.received(.register(info, Incarnation(1), known: known), from: info.id))
        #expect(scene.takeOrders().isEmpty, "what the node still runs is not ordered again")
        scene.finish(orders[1])
        scene.finish(third)
        #expect(scene.jobs[id]?.state == .completed)
    }
}
