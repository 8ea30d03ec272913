import ContentAddressing
import Core
import Testing

@testable import Scheduling

@Suite struct PaidPlacementTests {
    private static let ledger = SHA256Hasher.digest(of: [7])

    private static func scene(ledger: Digest256? = ledger) -> SchedulerScene {
        var scene = SchedulerScene()
        var configuration = SchedulerConfiguration()
        configuration.ledger = ledger
        scene.machine = SchedulerMachine(configuration: configuration)
        return scene
    }

    private static func deals(
        perGfuel: Int64 = 10,
        ledger: Digest256 = ledger,
        engines: [String] = ["wasm", "sandbox"]
    ) -> NodeDeals {
        var prices = NodePrices(perGfuel: perGfuel, perCPUSecond: perGfuel, perGiBInput: perGfuel)
        prices.perGpageFuel = 0
        let account = SHA256Hasher.digest(of: [8])
        return NodeDeals(ledger: ledger, account: account, prices: prices, engines: engines, offer: [])
    }

    private static func trust(
        _ style: TrustSpec.Style = .verified,
        maxPrice: Int64? = nil,
        nodes: [String] = []
    ) -> (inout JobSpec) -> Void {
        { spec in
            spec.trust = TrustSpec(style: style)
            spec.trust?.maxPrice = maxPrice
            spec.trust?.nodes = nodes
        }
    }

    private func reason(_ scene: SchedulerScene) -> String {
        scene.events.last { $0.topic == .scheduling }?.details["Reason"] ?? ""
    }

    struct Obstacle: Sendable, CustomTestStringConvertible {
        var text: String
        var deals: NodeDeals?
        var ledger: Digest256? = PaidPlacementTests.ledger
        var maxPrice: Int64?
        var engine = "wasm"
        var testDescription: String { text.isEmpty ? "none" : text }
    }

    @Test(arguments: [
        Obstacle(text: "", deals: deals()),
        Obstacle(text: "", deals: deals(), maxPrice: 10),
        Obstacle(text: "this cluster has no ledger, and the job is to be paid", deals: deals(), ledger: nil),
        Obstacle(text: "the node takes no paid work", deals: nil),
        Obstacle(
            text: "the node is paid on another ledger, \(SHA256Hasher.digest(of: [9]).wireText.prefix(12))",
            deals: deals(ledger: SHA256Hasher.digest(of: [9]))
        ),
        Obstacle(text: "the node has no stake behind results of engine 'wasm'", deals: deals(engines: ["noop"])),
        Obstacle(
            text: "the node asks up to 0.00000001cr for the first 1000000000 fuel, more than the MaxPrice of "
                + "0.000000009cr",
            deals: deals(),
            maxPrice: 9
        ),
        Obstacle(
            text: "the node asks 0.000003cr for the task, more than the MaxPrice of 0.000002999cr",
            deals: deals(),
            maxPrice: 2999,
            engine: "sandbox"
        ),
        Obstacle(text: "", deals: deals(), maxPrice: 3000, engine: "sandbox"),
        Obstacle(text: "the node asks more than can be paid", deals: deals(perGfuel: .max), engine: "sandbox"),
    ])
    func saysWhatIsInTheWay(_ test: Obstacle) {
        var info = NodeInfo(id: NodeID("n-1"), name: "n-1", capacity: Resources(cpuMillis: 9000, memoryBytes: 1 << 40))
        info.engines = [EngineStatus(kind: test.engine, isAvailable: true)]
        info.deals = test.deals
        var spec = JobSpec()
        spec.tasks = [TaskSpec()]
        spec.tasks[0].engine.type = test.engine
        spec.tasks[0].resources.cpu = "500m"
        spec.trust = TrustSpec(style: .assured)
        spec.trust?.maxPrice = test.maxPrice
        let obstacles = Suitability.obstacles(
            to: TaskShape(spec),
            on: NodeState(info: info, now: .zero),
            ledger: test.ledger
        )
        #expect(obstacles == (test.text.isEmpty ? [] : [test.text]))
    }

    @Test func unpaidWorkAsksForNoLedger() {
        var scene = Self.scene(ledger: nil)
        scene.join("n-1")
        scene.submit()
        scene.submit(change: Self.trust(.fast))
        #expect(scene.takeOrders().count == 2)
    }

    @Test func aClusterWithoutALedgerSaysSo() throws {
        var scene = Self.scene(ledger: nil)
        scene.join("n-1", deals: Self.deals())
        let id = scene.submit(change: Self.trust())
        scene.pass(.seconds(2))
        #expect(scene.takeOrders().isEmpty)
        #expect(scene.jobs[id]?.stateMessage.contains("this cluster has no ledger") == true)
        let report = try #require(scene.machine.why(id, now: scene.now))
        #expect(report.findings.map(\.text) == ["this cluster has no ledger, and the job is to be paid"])
    }

    @Test func theCheaperNodeWinsBeforeTheFreerOne() {
        var scene = Self.scene()
        scene.join("n-1", cpuMillis: 64_000, deals: Self.deals(perGfuel: 20))
        scene.join("n-2", cpuMillis: 500, deals: Self.deals(perGfuel: 10))
        scene.join("n-3", cpuMillis: 500, deals: Self.deals(perGfuel: 30))
        scene.submit(count: 2, change: Self.trust())
        let orders = scene.takeOrders().sorted { $0.execution.partition < $1.execution.partition }
        #expect(orders.map(\.execution.nodeID.text) == ["n-2", "n-1"])
        let reasons = scene.events.filter { $0.topic == .scheduling }.compactMap { $0.details["Reason"] }
        #expect(
            reasons == [
                "it asks least: 0.000001cr for all that the task may use",
                "it asks least: 0.000002cr for all that the task may use",
            ]
        )
    }

    @Test func bytesWeighMoreThanMoney() {
        var scene = Self.scene()
        scene.join("n-1", deals: Self.deals(perGfuel: 20))
        scene.join("n-2", deals: Self.deals(perGfuel: 10))
        let holding = Locality.Holding(node: NodeID("n-1"), bytes: 100)
        scene.submit(
            locality: Locality(needs: [Locality.Needs(bytes: 100, holdings: [holding])]),
            change: Self.trust()
        )
        #expect(scene.takeOrders().map(\.execution.nodeID.text) == ["n-1"])
        #expect(reason(scene) == "it holds all 100 bytes of the input")
    }

    @Test func ofEqualPricesTheBetterRecordWins() throws {
        var scene = Self.scene()
        scene.join("n-1", cpuMillis: 64_000, deals: Self.deals())
        scene.join("n-2", cpuMillis: 1000, deals: Self.deals())
        scene.submit(change: Self.trust())
        let first = try #require(scene.takeOrders().first)
        #expect(first.execution.nodeID.text == "n-1")
        #expect(reason(scene) == "it had the most free capacity")
        scene.finish(first, .rejected, message: "the disk is full")
        let again = scene.takeOrders()
        #expect(again.map(\.execution.nodeID.text) == ["n-2"])
        // Another job is placed by the record alone, and after some half-lives by free capacity again.
        scene.submit(change: Self.trust())
        #expect(scene.takeOrders().map(\.execution.nodeID.text) == ["n-2"])
        #expect(reason(scene) == "it asks no more than others and failed this cluster less often lately")
        scene.submit()
        #expect(scene.takeOrders().map(\.execution.nodeID.text) == ["n-1"], "unpaid work does not look at it")
        scene.now = scene.now + .seconds(600 * 11)
        scene.beat("n-1")
        scene.beat("n-2")
        scene.join("n-3", cpuMillis: 1)
        scene.submit(change: Self.trust())
        #expect(scene.takeOrders().last?.execution.nodeID.text == "n-1")
    }

    @Test func aTasksOwnFaultIsNotTheNodes() throws {
        var scene = Self.scene()
        scene.join("n-1", cpuMillis: 64_000, deals: Self.deals())
        scene.join("n-2", cpuMillis: 1000, deals: Self.deals())
        scene.submit(change: Self.trust())
        scene.finish(try #require(scene.takeOrders().first), .failed, message: "it traps", isPermanent: true)
        scene.submit(change: Self.trust())
        #expect(scene.takeOrders().map(\.execution.nodeID.text) == ["n-1"])
    }

    @Test func faultsFade() {
        var record = NodeRecord()
        let start = Timestamp(nanoseconds: 5)
        #expect(record.faults(at: start) == 0)
        record.addFault(at: start)
        record.addFault(at: start)
        #expect(record.faults(at: start) == 2048)
        #expect(record.faults(at: start + .seconds(599)) == 2048)
        #expect(record.faults(at: start + .seconds(600)) == 1024)
        record.addFault(at: start + .seconds(600))
        #expect(record.faults(at: start + .seconds(600)) == 2048)
        #expect(record.faults(at: .distantFuture) == 0)
        for _ in 0..<100 { record.addFault(at: start + .seconds(600)) }
        #expect(record.faults(at: start + .seconds(600)) == NodeRecord.weightMax)
    }

    @Test(arguments: ["n-2", "12345678", "other,n-2"])
    func trustedWorkStaysOnTheNamedNodes(_ names: String) {
        var scene = Self.scene(ledger: nil)
        scene.join("n-1", cpuMillis: 64_000)
        scene.join("n-2", id: "123456789", cpuMillis: 1000)
        scene.submit(change: Self.trust(.trusted, nodes: names.split(separator: ",").map(String.init)))
        #expect(scene.takeOrders().map(\.execution.nodeID.text) == ["123456789"])
    }

    @Test func nobodyTrustedIsAReason() throws {
        var scene = Self.scene()
        scene.join("n-1")
        let id = scene.submit(change: Self.trust(.trusted, nodes: ["n-9"]))
        #expect(scene.takeOrders().isEmpty)
        let report = try #require(scene.machine.why(id, now: scene.now))
        #expect(report.findings.map(\.text) == ["the node is not among those that the job trusts (Trust.Nodes)"])
    }

    @Test func theInputCanMakeTheWorkTooDear() throws {
        var scene = Self.scene()
        scene.join("n-1", deals: Self.deals())
        let holding = Locality.Holding(node: NodeID("n-1"), bytes: 1 << 30)
        let needs = Locality.Needs(bytes: 1 << 30, holdings: [holding])
        func sandbox(_ maxPrice: Int64) -> (inout JobSpec) -> Void {
            { spec in
                Self.trust(maxPrice: maxPrice)(&spec)
                spec.tasks[0].engine.type = "sandbox"
                spec.tasks[0].timeouts.executionSeconds = 600
            }
        }
        let id = scene.submit(locality: Locality(needs: [needs]), change: sandbox(3009))
        scene.pass(.seconds(2))
        #expect(scene.takeOrders().isEmpty)
        #expect(scene.jobs[id]?.stateMessage.contains("the node asks 0.00000301cr for the task") == true)
        #expect(scene.machine.brokenInvariants() == [])
        // Cheaper prices let it run when it is looked at again.
        scene.join("n-1", life: 2, deals: Self.deals(perGfuel: 9))
        scene.feed(.holdersFound(id, Locality(needs: [needs])))
        #expect(scene.takeOrders().count == 1)
        scene.submit(locality: Locality(needs: [needs]), change: sandbox(3010))
        #expect(scene.takeOrders().count == 1)
    }

    @Test func shapesDifferByWhatIsPaid() {
        var spec = JobSpec()
        spec.tasks = [TaskSpec()]
        let plain = TaskShape(spec)
        spec.trust = TrustSpec(style: .fast)
        #expect(TaskShape(spec) == plain)
        spec.trust = TrustSpec(style: .verified)
        #expect(TaskShape(spec) != plain)
        let free = TaskShape(spec)
        spec.trust?.style = .assured
        #expect(TaskShape(spec) == free)
        spec.trust?.maxPrice = 4
        #expect(TaskShape(spec) != free)
    }
}
