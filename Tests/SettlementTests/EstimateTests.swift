import Core
import Testing

@testable import Settlement

struct EstimateTests {
    private static func odds(_ checks: DealEstimate.Checks, _ share: Double, nMax: Int64 = 3) -> LieOdds {
        var params = Params()
        params.nMax = nMax
        return LieOdds(MarketTerms(params, checks: checks, cost: 0.7), share: share)
    }

    @Test(arguments: [0, 0.1, 0.2, 0.33])
    func aPairFindsALieWhenBothAreHonest(share: Double) {
        let both = (1 - share) * (1 - share)
        #expect(abs(Self.odds(.chance(25_000), share).found - 0.025 * both) < 1e-12)
        #expect(abs(Self.odds(.always, share).found - both) < 1e-12)
        #expect(abs(Self.odds(.replicas(3), share).found - both) < 1e-12)
        #expect(abs(Self.odds(.always, share).accepted - (1 - both)) < 1e-12)
    }

    /// The majority of so many replicas, one of which lies, by counting.
    @Test(arguments: [3, 5, 7] as [Int64], [0, 0.1, 0.2, 0.33, 0.6])
    func replicasFollowTheMajority(count: Int64, share: Double) {
        let chances = MarketTerms.binomial(Int(count) - 1, share: share)
        let wins = chances.enumerated().filter { 2 * ($0.offset + 1) > Int(count) }.map(\.element).reduce(0, +)
        #expect(abs(Self.odds(.replicas(count), share, nMax: 7).accepted - wins) < 1e-12)
    }

    /// The price of corruption that theory gives: sigma 200, work that costs 0.7 of its price.
    @Test(
        arguments: [
            (25_000, [4.4, 3.4, 2.6, 1.5]), (100_000, [21.6, 16.9, 13.0, 8.6]), (300_000, [85, 64, 47, 30]),
        ] as [(Int64, [Double])]
    )
    func lyingCosts(ppm: Int64, table: [Double]) throws {
        for (share, wanted) in zip([0, 0.1, 0.2, 1.0 / 3], table) {
            let loss = try #require(Self.odds(.chance(ppm), share).lossPerAccepted)
            #expect(abs(loss - wanted) < (wanted < 25 ? 0.06 : 0.51), "\(share): \(loss)")
        }
    }

    @Test func noLieIsAcceptedWithoutAccomplices() {
        #expect(Self.odds(.always, 0).accepted == 0)
        #expect(Self.odds(.always, 0).lossPerAccepted == nil)
        #expect(LieOdds.unchecked.accepted == 1)
    }

    struct Money: Sendable {
        var checks: DealEstimate.Checks
        var expected: ClosedRange<Int64>
        var most: Int64
    }

    @Test(arguments: [
        Money(checks: .chance(25_000), expected: 516_000...1_031_000, most: 2_201_000),
        Money(checks: .chance(1_000_000), expected: 1_101_000...2_201_000, most: 2_201_000),
        Money(checks: .always, expected: 1_101_000...2_201_000, most: 2_201_000),
        Money(checks: .replicas(3), expected: 1_701_000...3_401_000, most: 3_401_000),
        Money(checks: .replicas(5), expected: 2_901_000...5_801_000, most: 5_801_000),
    ])
    func money(_ test: Money) throws {
        let deal = try #require(
            DealEstimate(Params(), checks: test.checks, cap: 1_000_000, charge: 500_000...1_000_000)
        )
        #expect(deal.expected == test.expected)
        #expect(deal.most == test.most)
        #expect(deal.escrow == 4_600_000)
        #expect(deal.postFee == 1000)
    }

    @Test func nothingOverflows() {
        let dear = Units.supplyMax
        #expect(DealEstimate(Params(), checks: .always, cap: dear, charge: 1...1) == nil)
        #expect(DealEstimate(Params(), checks: .always, cap: 1, charge: 1...dear) == nil)
    }

    @Test(arguments: [(nil, 25_000), (1, 25_000), (25_001, 25_001), (1_000_000, 1_000_000)] as [(UInt32?, Int64)])
    func theFloorHolds(wanted: UInt32?, chance: Int64) {
        #expect(DealEstimate.chance(Params(), wanted: wanted) == chance)
    }

    /// What the ledger takes for a usage is what a node's prices say.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func pricesAreTheLedgers(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<20 {
            let quantity = random.next() >> UInt64(random.below(64))
            let price = Int64(random.next() >> UInt64(1 + random.below(62)))
            #expect(NodePrices(perGfuel: price).price(fuel: quantity, pageFuel: 0) == Units.priced(quantity, at: price))
        }
    }
}
