import Core
import Settlement
import Testing

@testable import Simulator

/// The game theory against the published tables.
@Suite struct MarketTheoryTests {
    /// One published row: profile, cost, chance, and the smallest slash for 0, 10 %, 20 %, 33 %, 1/3 and 40 %.
    struct Row: Sendable, CustomTestStringConvertible {
        var profile: MarketProfile
        var cost: Double
        var p: Double
        var values: [Double]
        var testDescription: String { "\(profile.name) c=\(cost) p=\(p)" }

        init(_ profile: MarketProfile, _ cost: Double, _ p: Double, _ values: Double...) {
            self.profile = profile
            self.cost = cost
            self.p = p
            self.values = values
        }
    }

    static let rows = [
        Row(.seed3, 1, 0.03, 32.3, 40.4, 51.7, 74.7, 75.5, 93.8),
        Row(.pair3, 1, 0.03, 32.3, 40.4, 51.7, 74.6, 75.3, 93.5),
        Row(.pair5, 1, 0.03, 32.3, 37.5, 44.5, 58.0, 58.4, 73.6),
        Row(.pair7, 1, 0.03, 32.3, 37.1, 43.2, 53.9, 54.2, 61.6),
        Row(.seed3, 1, 0.025, 39.0, 48.6, 62.1, 89.6, 90.5, 112.3),
        Row(.pair3, 1, 0.025, 39.0, 48.6, 62.1, 89.4, 90.3, 112.0),
        Row(.pair5, 1, 0.025, 39.0, 45.1, 53.6, 69.6, 70.1, 88.1),
        Row(.pair7, 1, 0.025, 39.0, 44.7, 52.0, 64.7, 65.1, 74.0),
        Row(.pair3, 1, 0.015, 65.7, 81.6, 103.8, 148.8, 150.3, 186.1),
        Row(.pair5, 1, 0.015, 65.7, 75.7, 89.7, 116.0, 116.9, 146.0),
        Row(.seed3, 0.7, 0.03, 22.3, 28.0, 35.9, 52.0, 52.5, 65.4),
        Row(.pair3, 0.7, 0.03, 22.3, 28.0, 36.0, 52.1, 52.6, 65.4),
        Row(.pair5, 0.7, 0.025, 27.0, 31.4, 37.4, 48.8, 49.2, 61.9),
        Row(.pair7, 0.7, 0.025, 27.0, 31.1, 36.3, 45.4, 45.7, 51.9),
        Row(.pair3, 0.7, 0.025, 27.0, 33.8, 43.3, 62.5, 63.1, 78.4),
        Row(.seed3, 0.7, 0.015, 45.7, 56.8, 72.4, 104.0, 105.0, 130.2),
        Row(.pair7, 0.7, 0.015, 45.7, 52.4, 60.9, 75.7, 76.2, 86.5),
    ]

    @Test(arguments: rows)
    func smallestSlashes(row: Row) {
        var terms = MarketTerms(row.profile)
        terms.cost = row.cost
        terms.p = row.p
        for (share, expected) in zip(MarketTheory.shares, row.values) {
            let value = CartelGame.leastSigma(terms, share: share.value)
            #expect(abs(value - expected) < 0.0501, "\(share.name): \(value), published \(expected)")
        }
    }

    @Test func closedFormOfPairs() {
        for share in [0.0, 0.1, 0.2, 1.0 / 3] {
            let (p, mult) = (0.025, 1.2)
            let closed = (1 + p * share + p * share * (1 - share) * mult) / (p * (1 - share) * (1 - share)) - 1
            #expect(abs(CartelGame.leastSigma(MarketTerms(), share: share) - closed) < 1e-6)
        }
    }

    @Test func framing() {
        let table = MarketTheory.framing
        let published: [(String, [Double])] = [
            ("seed3, honest client", [1.01, 4.06, 11.27, 16.22]),
            ("seed3, malicious client", [1.04, 4.15, 11.53, 16.61]), ("pair3, honest client", [0, 0, 0, 0]),
            ("pair3, malicious client", [0, 0, 0, 0]), ("pair5, honest client", [0, 0, 0, 0]),
            ("pair5, malicious client", [0, 0, 0, 0]),
            ("seed3, honest client, all slashes burned", [0.01, 0.06, 0.16, 0.22]),
        ]
        for (name, values) in published {
            let row = table.rows.first { $0.name == name }
            #expect(row?.values.count == values.count)
            for (value, expected) in zip(row?.values ?? [], values) { #expect(abs((value ?? -1) - expected) < 0.00501) }
        }
    }

    @Test func griefing() {
        let table = MarketTheory.griefing
        let published: [(String, [Double?])] = [
            ("seed3, malicious client", [nil, nil, nil, nil, nil]),
            ("pair3, malicious client", [0.12, 0.31, 0.8, 0.81, 1.37]),
            ("pair5, malicious client", [0.15, 0.45, 1.67, 1.74, 4.88]),
            ("pair7, malicious client", [0.15, 0.45, 1.67, 1.74, 4.92]),
        ]
        for (name, values) in published {
            let row = table.rows.first { $0.name == name }
            #expect(row?.values.count == values.count)
            for (value, expected) in zip(row?.values ?? [], values) {
                switch (value, expected) {
                case (let value?, let expected?): #expect(abs(value - expected) < 0.00501, "\(name)")
                default: #expect(value == nil && expected == nil, "\(name)")
                }
            }
        }
    }

    @Test("A client that pays when its cartel is outvoted makes framing pay: what the published tables leave out")
    func retreat() {
        for (profile, values) in [(MarketProfile.pair3, [1.416, 5.904, 16.667]), (.pair5, [1.416, 6.588, 20.133])] {
            var terms = MarketTerms(profile)
            terms.cost = 0.7
            for (share, expected) in zip([0.1, 0.2, 1.0 / 3], values) {
                #expect(FramingGame(terms, share: share, client: .malicious).gain < 1e-9)
                let gain = FramingGame(terms, share: share, client: .retreating).gain
                #expect(abs(gain - expected) < 0.0005, "\(gain)")
                #expect(FramingGame.griefingFactor(terms, share: share, client: .retreating) == nil)
            }
        }
    }

    @Test("A client that is bound by its escalation gains nothing by framing, and pays for destroying stake")
    func bound() throws {
        for (profile, factors) in [(MarketProfile.pair3, [0.121, 0.309, 0.788]), (.pair5, [0.162, 0.565, 3.260])] {
            var terms = MarketTerms(profile)
            terms.cost = 0.7
            for (share, expected) in zip([0.1, 0.2, 0.33], factors) {
                #expect(abs(FramingGame(terms, share: share, client: .bound).gain) < 1e-9)
                let factor = try #require(FramingGame.griefingFactor(terms, share: share, client: .bound))
                #expect(abs(factor - expected) < 0.0005, "\(profile.name) \(share): \(factor)")
            }
        }
    }

    @Test func theTablesHaveBothRules() {
        for table in [MarketTheory.framing, MarketTheory.griefing] {
            for name in ["client that pays when outvoted", "client bound by its escalation"] {
                #expect(table.rows.contains { $0.name == "pair3, " + name })
                #expect(table.rows.contains { $0.name == "pair5, " + name })
            }
        }
    }
}
