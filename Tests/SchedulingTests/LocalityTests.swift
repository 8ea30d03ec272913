import ContentAddressing
import Core
import Testing

@testable import Scheduling

@Suite struct LocalityTests {
    private let cid = CID.raw(Multihash.sha256(of: [1, 2, 3]))

    private func held(by name: String, bytes: UInt64 = 1 << 30) -> Locality.Needs {
        Locality.Needs(bytes: bytes, holdings: [Locality.Holding(node: NodeID(name), bytes: bytes)])
    }

    @Test func workGoesToTheBytes() {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 4000)
        scene.join("n-2", cpuMillis: 1000)
        scene.submit(locality: Locality(needs: [held(by: "n-2")]))
        #expect(scene.takeOrders().map(\.execution.nodeID) == [NodeID("n-2")])
    }

    @Test func shardsAreSplitAlongWhoHoldsWhat() {
        var scene = SchedulerScene()
        for name in ["n-1", "n-2", "n-3"] { scene.join(name, cpuMillis: 1000) }
        let needs = (0..<6).map { held(by: "n-\($0 % 3 + 1)") }
        scene.submit(count: 6, locality: Locality(needs: needs))
        let orders = scene.takeOrders()
        #expect(orders.count == 6)
        for order in orders { #expect(order.execution.nodeID == NodeID("n-\(order.execution.partition % 3 + 1)")) }
    }

    /// One node that holds the data and works already, and another that is free.
    private func sceneWithBusyHolder() -> SchedulerScene {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 500)
        scene.submit(locality: Locality(needs: [held(by: "n-1")]))
        scene.join("n-2", cpuMillis: 500)
        _ = scene.takeOrders()
        return scene
    }

    @Test func aBusyHolderIsWaitedForAMomentBeforeTheDataIsMoved() {
        var scene = sceneWithBusyHolder()
        scene.submit(locality: Locality(needs: [held(by: "n-1")]))
        #expect(scene.takeOrders().isEmpty)
        scene.pass(.milliseconds(2100))
        #expect(scene.takeOrders().map(\.execution.nodeID) == [NodeID("n-2")])
    }

    @Test func littleDataIsMovedAtOnce() {
        var scene = sceneWithBusyHolder()
        scene.submit(locality: Locality(needs: [held(by: "n-1", bytes: 1000)]))
        #expect(scene.takeOrders().map(\.execution.nodeID) == [NodeID("n-2")])
    }

    @Test func aCIDThatNobodyHoldsIsAReasonWithinSecondsAndLookedForAgain() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let id = scene.submit(locality: Locality(needs: [Locality.Needs(bytes: 10, missing: cid)]))
        #expect(scene.takeOrders().isEmpty)
        scene.pass(.seconds(2))
        #expect(scene.jobs[id]?.state == .queued)
        #expect(scene.jobs[id]?.stateMessage.contains("No connected node holds \(cid)") == true)
        #expect(scene.questions.map(\.id) == [id])
        scene.feed(.holdersFound(id, Locality(needs: [held(by: "n-1")])))
        #expect(scene.takeOrders().count == 1)
    }

    @Test func aFastNodeIsKeptBusyAheadOfItsReports() {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 500, queueMax: 64)
        scene.submit(count: 100)
        let first = scene.takeOrders()
        #expect(first.count == 1, "nothing is known of the job yet")
        scene.now = scene.now + .milliseconds(1)
        var report = ExecutionReport(executionID: first[0].execution.id, ending: .completed)
        report.result = cid
        report.usage.wallNanoseconds = 1_000_000
        scene.feed(.received(.finished(Incarnation(1), [report]), from: NodeID("n-1")))
        #expect(scene.takeOrders().count == 65)
    }

    @Test func whatWaitsBehindLongWorkIsCalledBackForAFreeNode() throws {
        var scene = SchedulerScene()
        scene.join("n-1", cpuMillis: 500, queueMax: 64)
        scene.submit(count: 3)
        let first = try #require(scene.takeOrders().first)
        var report = ExecutionReport(executionID: first.execution.id, ending: .completed)
        report.result = cid
        report.usage.wallNanoseconds = 1_000_000
        scene.feed(.received(.finished(Incarnation(1), [report]), from: NodeID("n-1")))
        let ahead = scene.takeOrders()
        #expect(ahead.count == 2)
        scene.join("n-2", cpuMillis: 500)
        _ = scene.takeMessages()
        scene.beat("n-1", running: [ahead[0].execution.id], waiting: [ahead[1].execution.id])
        scene.feed(
            .received(.progress(Incarnation(1), ahead[0].execution.id, .running, detail: ""), from: NodeID("n-1"))
        )
        scene.pass(.milliseconds(2100))
        #expect(scene.takeMessages().map(\.1) == [.recall([ahead[1].execution.id])])
        scene.feed(.received(.returned(Incarnation(1), [ahead[1].execution.id]), from: NodeID("n-1")))
        #expect(scene.takeOrders().map(\.execution.nodeID) == [NodeID("n-2")])
    }

    @Test func whatWasChangedFailsTheJobWithItsFile() throws {
        var scene = SchedulerScene()
        scene.join("n-1")
        let cid = CID.raw(.sha256(of: [1]))
        let changed = ChangedFile(path: "/data/a", cid: cid, change: "is gone", addedPath: "/data")
        let needs = Locality.Needs(bytes: 10, missing: cid, changed: changed)
        let id = scene.submit(locality: Locality(needs: [needs]))
        let job = try #require(scene.jobs[id])
        #expect(job.state == .failed)
        #expect(job.stateMessage.contains("the file /data/a is gone, so nobody holds \(cid) any more"))
        #expect(job.stateMessage.contains("bacalhau data add /data"))
        #expect(scene.takeOrders().isEmpty)
    }
}
