import Settlement
import Testing

@testable import Simulator

/// How runs are compared with the reference: what is chance passes, what is not is found.
@Suite struct MarketComparisonTests {
    /// The runs of the reference whose figures do not need their full number of deals.
    static let scenarios = MarketTests.reference.filter { $0.lieRate == nil && !$0.name.contains("long run") }.map(
        \.name
    )

    static func report(
        _ name: String,
        deals: Int,
        _ change: (inout MarketSetup) -> Void = { _ in }
    ) throws -> MarketReport {
        var setup = try MarketTests.short(name, deals: deals)
        setup.checks = .now
        change(&setup)
        return try MarketSimulation.run(setup)
    }

    static func row(_ name: String) throws -> ReferenceRow {
        try #require(MarketTests.reference.first { $0.name == name })
    }

    static func name(_ prefix: String) throws -> String {
        try #require(scenarios.first { $0.hasPrefix(prefix) })
    }

    /// A family as large as that of all runs: nobody else is off.
    static func verdict(_ comparison: MarketComparison) -> ComparisonVerdict {
        var others = comparison
        others.figures = (0..<400).map { ComparedFigure("other \($0)", 1, 1, error: 1) }
        return ComparisonVerdict([comparison, others])
    }

    @Test func allFiguresTogetherAgreeWithTheReference() async throws {
        let comparisons = try await withThrowingTaskGroup(of: MarketComparison.self) { group in
            for name in Self.scenarios {
                group.addTask { MarketComparison(try Self.report(name, deals: 6000), try Self.row(name)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let verdict = ComparisonVerdict(comparisons)
        #expect(verdict.entries.count > 300)
        for miss in verdict.misses { Issue.record("\(miss)") }
    }

    @Test("A figure that is off by a tenth of a price is found", arguments: ["A1 honest", "B aborter", "E silent"])
    func wrongFigures(prefix: String) throws {
        let name = try Self.name(prefix)
        // Of honest profits the comparison takes one slash of 200 prices for chance: with fewer deals that is more.
        let report = try Self.report(name, deals: 12_000)
        let row = try Self.row(name)
        #expect(Self.verdict(MarketComparison(report, row)).misses.isEmpty)
        for sign in [-0.1, 0.1] {
            var wrong = row
            wrong.costPerDeal += sign
            let cost = Self.verdict(MarketComparison(report, wrong)).misses
            #expect(cost.map(\.figure.name) == ["client cost per deal"])
            wrong = row
            wrong.groups[0].value = row.groups[0].value.map { $0 + sign }
            let profit = Self.verdict(MarketComparison(report, wrong)).misses
            #expect(profit.map(\.figure.name) == ["profit of honest"])
        }
    }

    /// A rule that is not kept: in which run that shows, and in which figure.
    enum BrokenRule: CaseIterable {
        case drawWithoutStake, tooManyChecks, twoCheckersAtOnce, smallBounties, smallLateFee, smallSlash

        var run: String {
            switch self {
            case .drawWithoutStake: "D sybil split"
            case .tooManyChecks, .twoCheckersAtOnce: "A1 honest"
            case .smallBounties: "B over-charger, fuel"
            case .smallLateFee: "E silent"
            case .smallSlash: "C cartel 1/3 pair3 sigma=30"
            }
        }

        var figure: String {
            switch self {
            case .drawWithoutStake: "verifications of"
            case .tooManyChecks: "verified deals"
            case .twoCheckersAtOnce: "replicas per deal"
            case .smallBounties: "profit of honest"
            case .smallLateFee: "cost of silent"
            case .smallSlash: "profit of cartel"
            }
        }

        func apply(to params: inout Params) {
            switch self {
            case .drawWithoutStake: params.unitsMax = 1
            case .tooManyChecks: params.pMinPpm = 30_000
            case .twoCheckersAtOnce: params.nFirst = 2
            case .smallBounties: params.betaPpm = 100_000
            case .smallLateFee: params.lateDecideBps = 11_000
            case .smallSlash: params.sigma = 20
            }
        }
    }

    @Test("A broken rule is found", arguments: BrokenRule.allCases)
    func brokenRules(rule: BrokenRule) throws {
        let name = try Self.name(rule.run)
        let broken = try Self.report(name, deals: 20_000) { rule.apply(to: &$0.params) }
        let misses = Self.verdict(MarketComparison(broken, try Self.row(name))).misses.map(\.figure.name)
        #expect(misses.contains { $0.hasPrefix(rule.figure) }, "\(misses)")
    }

    @Test func learnersThatLieAreNotLearnersThatWork() throws {
        let name = "G rational learners sigma=200"
        let row = try Self.row(name)
        #expect(Self.verdict(MarketComparison(try Self.report(name, deals: 20_000), row)).misses.isEmpty)
        let broken = try Self.report(name, deals: 20_000) { $0.setSigma(5) }
        #expect(Self.verdict(MarketComparison(broken, row)).misses.map(\.figure.name) == ["lie rate"])
    }

    @Test func holmTakesTheSmallestChanceTimesTheNumberOfFigures() {
        var comparison = MarketComparison(scenario: "x", figures: [])
        for distance in [0.5, 4.5, 2.0, 3.0] {
            comparison.figures.append(ComparedFigure("\(distance)", distance, 0, error: 1))
        }
        let verdict = ComparisonVerdict([comparison])
        #expect(verdict.entries.map(\.figure.distance) == [4.5, 3.0, 2.0, 0.5])
        for (entry, factor) in zip(verdict.entries, [4.0, 3, 2, 1]) {
            #expect(abs(entry.adjusted - entry.figure.chance * factor) < 1e-12)
        }
        #expect(verdict.misses.map(\.figure.name) == ["4.5", "3.0"])
    }

    // The values were computed apart, by the error function of another library.
    @Test(arguments: [
        (0.0, 1.0), (1.0, 0.317_310_507_9), (3.0, 0.002_699_796_063), (5.0, 5.733_031_4e-7), (8.0, 1.244_192_1e-15),
    ])
    func normalChances(distance: Double, chance: Double) {
        #expect(abs(Chances.normal(distance) / chance - 1) < 1e-6)
        #expect(Chances.normal(-distance) == Chances.normal(distance))
    }

    @Test(arguments: [(1.0, 2, 0.422_649_730_8), (2.0, 38, 0.052_685_07), (4.0, 10, 0.002_518_3)])
    func studentChances(distance: Double, freedom: Int, chance: Double) {
        #expect(abs(Chances.student(distance, freedom: freedom) / chance - 1) < 1e-4)
    }

    @Test func countsAreComparedExactly() {
        // One of four black balls among two of eight drawn: hypergeometric 6/28, 16/28, 6/28, doubled.
        #expect(abs(Chances.split((0, 2), of: (4, 4)) - 12.0 / 28) < 1e-12)
        #expect(Chances.split((1, 1), of: (4, 4)) == 1)
        #expect(Chances.split((0, 0), of: (5, 5)) == 1)
        // 43 against 19 of 200 000 each: twice the binomial tail of 43 or more of 62.
        #expect(abs(Chances.split((43, 19), of: (200_000, 200_000)) - 0.003_156) < 2e-5)
        #expect(Chances.split((900, 100), of: (1_000_000, 1_000_000)) < 1e-100)
        #expect(Chances.split((10, 0), of: (1000, 1_000_000)) < 1e-25)
    }

    @Test func exponentialsAreThoseOfTheTables() {
        for (x, value) in [
            (0.0, 1.0), (1, 2.718281828459045), (-10, 4.5399929762484854e-05), (300, 1.9424263952412558e130),
        ] {
            #expect(abs(Chances.exponential(x) / value - 1) < 1e-13)
        }
        #expect(Chances.exponential(-1000) == 0)
        #expect(Chances.exponential(1000) == .infinity)
    }
}
