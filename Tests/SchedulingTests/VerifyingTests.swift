import ContentAddressing
import Core
import Testing

@testable import Scheduling

@Suite struct VerifyingTests {
    /// A scene with one execution that ended on its node and whose result is being checked.
    private func verifying(timeout: Int64 = 0) throws -> (SchedulerScene, JobID, ExecutionOrder) {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 500)
        let id = scene.submit { $0.tasks[0].timeouts.executionSeconds = timeout }
        let order = try #require(scene.takeOrders().first)
        say(.running, order, &scene)
        say(.verifying, order, &scene)
        return (scene, id, order)
    }

    private func say(_ phase: ExecutionPhase, _ order: ExecutionOrder, _ scene: inout SchedulerScene) {
        let message = NodeMessage.progress(Incarnation(1), order.execution.id, phase, detail: "")
        scene.feed(.received(message, from: order.execution.nodeID))
    }

    private func expectAlive(_ scene: inout SchedulerScene, _ order: ExecutionOrder) {
        #expect(scene.takeOrders().isEmpty)
        #expect(scene.executions[order.execution.id]?.state.isTerminal == false)
        #expect(scene.machine.liveExecutionCount == 1)
        #expect(scene.machine.brokenInvariants() == [])
    }

    @Test func itIsToldOnce() throws {
        var (scene, _, order) = try verifying()
        say(.verifying, order, &scene)
        say(.publishing, order, &scene)
        #expect(scene.events.filter { $0.topic == .verifying }.map(\.message) == ["Verifying Result"])
        #expect(!scene.events.contains { $0.topic == .publishing })
        expectAlive(&scene, order)
    }

    @Test func itNeverTimesOut() throws {
        var (scene, _, order) = try verifying(timeout: 5)
        for _ in 0..<100 {
            scene.beat("n-1")
            scene.pass(.seconds(10))
        }
        expectAlive(&scene, order)
    }

    @Test func aRunThatIsNotCheckedStillTimesOut() throws {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 500)
        scene.submit { $0.tasks[0].timeouts.executionSeconds = 5 }
        let order = try #require(scene.takeOrders().first)
        say(.running, order, &scene)
        for _ in 0..<5 {
            scene.beat("n-1", running: [order.execution.id])
            scene.pass(.seconds(10))
        }
        #expect(scene.executions[order.execution.id]?.state == .failed)
    }

    @Test func itsOrderIsNotSentAgain() throws {
        var (scene, _, order) = try verifying()
        scene.pass(.seconds(10))
        scene.beat("n-1")
        expectAlive(&scene, order)
        #expect(scene.takeMessages().isEmpty)
    }

    @Test func itGivesItsPlaceToOthers() throws {
        var (scene, _, order) = try verifying()
        scene.submit()
        #expect(scene.takeOrders().map(\.execution.nodeID.text) == ["n-1"])
        #expect(scene.executions[order.execution.id]?.state.isTerminal == false)
        #expect(scene.machine.brokenInvariants() == [])
    }

    @Test func aSilentNodeDoesNotLoseIt() throws {
        var (scene, _, order) = try verifying()
        scene.pass(.seconds(60))
        #expect(scene.machine.nodeStates().first?.connection == .disconnected)
        expectAlive(&scene, order)
    }

    @Test func aNodeThatLeavesDoesNotLoseIt() throws {
        var (scene, id, order) = try verifying()
        scene.feed(.received(.leaving(Incarnation(1)), from: NodeID("n-1")))
        scene.feed(.nodeRemoved(NodeID("n-1")))
        expectAlive(&scene, order)
        scene.finish(order)
        #expect(scene.jobs[id]?.state == .completed)
        #expect(scene.machine.brokenInvariants() == [])
    }

    @Test func aNodeThatRestartsDoesNotLoseIt() throws {
        var (scene, _, order) = try verifying()
        scene.pass(.seconds(4))
        scene.join("n-1", cpuMillis: 500, life: 2)
        expectAlive(&scene, order)
        scene.join("n-1", cpuMillis: 500, life: 3, known: [order.execution.id])
        expectAlive(&scene, order)
    }

    @Test func aRejectedNodeDoesNotLoseIt() throws {
        var (scene, _, order) = try verifying()
        scene.feed(.membershipChanged(NodeID("n-1"), .rejected, message: "it lies"))
        expectAlive(&scene, order)
    }

    @Test(arguments: [ExecutionReport.Ending.failed, .rejected])
    func aRefutedResultRunsAgain(_ ending: ExecutionReport.Ending) throws {
        var (scene, id, order) = try verifying()
        scene.finish(order, ending, message: "the result was refuted")
        let again = try #require(scene.takeOrders().first)
        #expect(again.execution.partition == order.execution.partition)
        scene.finish(again)
        #expect(scene.jobs[id]?.state == .completed)
        #expect(scene.machine.brokenInvariants() == [])
    }

    @Test func aStopEndsIt() throws {
        var (scene, id, order) = try verifying()
        scene.feed(.stopRequested(id, reason: "enough"))
        #expect(scene.jobs[id]?.state == .stopped)
        #expect(scene.takeMessages().map(\.1) == [.stop(order.execution.id, reason: "enough")])
        #expect(scene.machine.liveExecutionCount == 0)
        #expect(scene.machine.brokenInvariants() == [])
    }

    @Test func theTotalTimeoutHolds() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit { $0.tasks[0].timeouts.totalSeconds = 30 }
        say(.verifying, try #require(scene.takeOrders().first), &scene)
        scene.pass(.seconds(31))
        #expect(scene.jobs[id]?.state == .failed)
    }

    @Test func afterARestartItCanBeSaidAgainBeforeTheNodeIsBack() throws {
        var (scene, id, order) = try verifying()
        let job = try #require(scene.jobs[id])
        let execution = try #require(scene.executions[order.execution.id])
        var state = ActiveState()
        (state.jobs, state.executions) = ([job], [execution])
        scene.machine = SchedulerMachine(
            configuration: SchedulerConfiguration(),
            restoring: state,
            now: scene.now
        )
        say(.verifying, order, &scene)
        scene.pass(.seconds(60))
        expectAlive(&scene, order)
        scene.join("n-1", cpuMillis: 500, life: 2)
        expectAlive(&scene, order)
    }
}
