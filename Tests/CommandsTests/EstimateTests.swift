import ContentAddressing
import Core
import Settlement
import Testing

@testable import Commands

struct EstimateTests {
    private static let ledger = SHA256Hasher.digest(of: [1])

    private static func node(_ name: String, perGfuel: Int64, ledger: Digest256 = ledger) -> NodeState {
        var info = NodeInfo(
            id: NodeID(name),
            name: name,
            capacity: Resources(cpuMillis: 8000, memoryBytes: 8 << 30, diskBytes: 1 << 40)
        )
        info.engines = ["wasm", "noop"].map { EngineStatus(kind: $0, isAvailable: true) }
        info.deals = NodeDeals(
            ledger: ledger,
            account: ledger,
            prices: NodePrices(perGfuel: perGfuel, perCPUSecond: perGfuel),
            engines: ["wasm", "noop"],
            offer: []
        )
        return NodeState(info: info, now: .zero)
    }

    private static func spec(_ change: (inout JobSpec) -> Void = { _ in }) -> JobSpec {
        var spec = JobSpec()
        spec.tasks = [TaskSpec()]
        spec.tasks[0].name = "main"
        spec.tasks[0].engine.type = "noop"
        spec.tasks[0].resources.cpu = "1"
        spec.tasks[0].timeouts.executionSeconds = 100
        change(&spec)
        return JobNormaliser.normalise(spec).spec
    }

    private static func estimator(
        _ nodes: [NodeState] = [node("a", perGfuel: 10_000), node("b", perGfuel: 20_000)],
        params: Params = Params(),
        available: Int64? = 1_000_000_000
    ) -> JobEstimator {
        JobEstimator(nodes: nodes, ledger: (ledger, params), available: available)
    }

    private static func choice(_ style: TrustSpec.Style, _ estimate: JobEstimate) throws -> JobEstimate.Choice {
        try #require(estimate.choices.first { $0.style == style })
    }

    @Test func showsAllStylesSideBySide() throws {
        let spec = Self.spec {
            $0.count = 4
            $0.trust = TrustSpec(style: .verified)
        }
        let estimate = Self.estimator().estimate(spec)
        #expect(estimate.choices.map(\.style) == TrustSpec.Style.allCases)
        #expect(estimate.choices.filter(\.isChosen).map(\.style) == [.verified])
        #expect(estimate.executions == 4)
        // The other node asks 2,000,000 for checking it, and a checker earns 1.2 times the price.
        #expect(estimate.chargeLeast == 1_666_667)
        #expect(estimate.chargeMost == 2_000_000)
        #expect(estimate.cap == 2_000_000)
        let fast = try Self.choice(.fast, estimate)
        #expect(fast.expectedMost == 0)
        #expect(fast.most == 0)
        #expect(fast.odds.map(\.accepted) == [1, 1, 1, 1])
        let verified = try Self.choice(.verified, estimate)
        #expect(verified.obstacle == "")
        #expect(verified.expectedLeast == 4 * (1_666_667 + 50_001 + 1000))
        #expect(verified.expectedMost == 4 * (2_000_000 + 60_000 + 1000))
        #expect(verified.most == 4 * (2_000_000 + 2_400_000 + 1000))
        #expect(verified.escrow == 4 * verified.escrowPerDeal)
        #expect(abs(verified.overheadPercent - 3.05) < 0.001)
        #expect(try Self.choice(.redundant, estimate).most == 4 * (2_000_000 + 4_800_000 + 1000))
        #expect(try Self.choice(.assured, estimate).odds.first?.accepted == 0)
    }

    @Test func theClientsChanceCounts() throws {
        let spec = Self.spec {
            $0.trust = TrustSpec(style: .verified)
            $0.trust?.checkPpm = 500_000
        }
        let verified = try Self.choice(.verified, Self.estimator().estimate(spec))
        #expect(verified.odds.first?.found == 0.5)
    }

    struct Obstacle: Sendable {
        var text: String
        var style: TrustSpec.Style
        var estimator: @Sendable () -> JobEstimator
        var change: @Sendable (inout JobSpec) -> Void = { _ in }
    }

    @Test(arguments: [
        Obstacle(
            text: "this cluster has no ledger",
            style: .verified,
            estimator: { JobEstimator(nodes: [], ledger: nil, available: nil) }
        ),
        Obstacle(text: "no node can be paid for it", style: .assured, estimator: { estimator([]) }),
        Obstacle(
            text: "no node can be paid for it",
            style: .assured,
            estimator: { estimator([node("a", perGfuel: 1, ledger: SHA256Hasher.digest(of: [2]))]) }
        ),
        Obstacle(
            text: "no node can be paid for it",
            style: .verified,
            estimator: { estimator() },
            change: {
                $0.trust = TrustSpec(style: .verified)
                $0.trust?.maxPrice = 999_999
            }
        ),
        Obstacle(
            text: "the ledger compares at most 3 replicas",
            style: .redundant,
            estimator: { estimator() },
            change: {
                $0.trust = TrustSpec(style: .redundant)
                $0.trust?.replicas = 5
            }
        ),
        Obstacle(
            text: "Tasks[0].Network.Type 'Full' cannot be assured",
            style: .assured,
            estimator: { estimator() },
            change: { $0.tasks[0].network.mode = .full }
        ),
        Obstacle(
            text: "the account has 0.05cr, of which 0.05cr stay",
            style: .verified,
            estimator: { estimator(available: 50_000_000) }
        ),
    ])
    func saysWhyNot(_ test: Obstacle) throws {
        let estimate = test.estimator().estimate(Self.spec(test.change))
        let obstacle = try Self.choice(test.style, estimate).obstacle
        #expect(obstacle.hasPrefix(test.text), "\(obstacle)")
        #expect(try Self.choice(.fast, estimate).obstacle == "")
    }

    @Test func theInputDecidesTheParts() {
        let estimate = Self.estimator().estimate(Self.spec { $0.shard = Sharding(rule: .perFile) })
        #expect(estimate.executions == 1)
        #expect(estimate.notes.first?.contains("the figures are for one") == true)
        #expect(Self.estimator().estimate(Self.spec { $0.shard = Sharding(rule: .parts(7)) }).executions == 7)
        #expect(Self.estimator().estimate(Self.spec { $0.type = .ops }).executions == 2)
    }

    @Test func theTableMarksTheChosenStyle() {
        let spec = Self.spec { $0.trust = TrustSpec(style: .assured) }
        let answer = EstimateViews.answer([("job", Self.estimator().estimate(spec))])
        let view = answer.text?.rendered(isColoured: false) ?? ""
        #expect(view.contains("assured *"))
        #expect(view.contains("fast "))
        #expect(view.contains("WRONG AT 33 %"))
        #expect(answer.table.rows.count == 5)
        // Programs get numbers, and the name of the job in each row.
        let rows = CSVRenderer.render(answer.table, hidesHeader: true).split(separator: "\n")
        #expect(rows.allSatisfy { $0.hasPrefix("job,") && !$0.contains("%") && !$0.contains("-") }, "\(rows)")
    }
}
