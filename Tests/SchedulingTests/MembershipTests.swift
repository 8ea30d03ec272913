import Core
import Testing

@testable import Scheduling

@Suite struct MembershipTests {
    private func careful() -> SchedulerScene {
        var scene = SchedulerScene()
        var configuration = SchedulerConfiguration()
        configuration.approvesNodes = false
        scene.machine = SchedulerMachine(configuration: configuration)
        return scene
    }

    @Test func aNewNodeWaitsForItsApproval() {
        var scene = careful()
        scene.join("n-1")
        scene.submit()
        #expect(scene.takeOrders().isEmpty)
        #expect(scene.machine.nodeStates().map(\.membership) == [.pending])
        scene.feed(.membershipChanged(NodeID("n-1"), .approved, message: ""))
        #expect(scene.takeOrders().count == 1)
    }

    @Test func aNodeThatShutsDownGetsNothingMore() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        scene.submit()
        let order = try #require(scene.takeOrders().first)
        var info = try #require(scene.machine.nodeStates().first).info
        info.isDraining = true
        let running = [order.execution.id]
        scene.feed(.received(.register(info, Incarnation(1), known: running), from: info.id))
        scene.submit()
        #expect(scene.takeOrders().isEmpty)
        scene.join("n-2")
        #expect(scene.takeOrders().map(\.execution.nodeID) == [NodeID("n-2")])
        // A new life of the node is open again.
        scene.submit()
        info.isDraining = false
        scene.feed(.received(.register(info, Incarnation(2), known: running), from: info.id))
        #expect(scene.executions[order.execution.id]?.state.isTerminal == false)
    }

    @Test func aRejectedNodeLosesItsWork() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        scene.join("n-2")
        scene.submit()
        let first = try #require(scene.takeOrders().first)
        scene.feed(.membershipChanged(first.execution.nodeID, .rejected, message: "it lies"))
        let second = try #require(scene.takeOrders().first)
        #expect(second.execution.nodeID != first.execution.nodeID)
        #expect(scene.executions[first.execution.id]?.state == .failed)
    }
}
