import ContentAddressing
import Core
import Foundation
import FoundationXML
import Settlement
import Testing

@testable import Simulator

/// The simulated market: what it measures, and that it measures it the same way each time.
@Suite struct MarketTests {
    static let reference: [ReferenceRow] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/market/reference.json")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let document = try? JSONValue(parsing: text)
        else { return [] }
        return (try? ReferenceRow.rows(of: document)) ?? []
    }()

    static func short(_ name: String, deals: Int) throws -> MarketSetup {
        var setup = try #require(MarketScenarios.named(name).first)
        setup.deals = deals
        return setup
    }

    @Test func streamsAreThoseOfTheReference() {
        // SHA-256("bac/sim-stream/v1" || u64(20261120) || "world"), computed apart.
        var stream = RandomStream(seed: 20_261_120, label: "world")
        for expected: UInt64 in [0xC6B8482AD3DA710E, 0x82775E1CD97118DD, 0xCCE3988FC204237A, 0x1E57A66A939E40C4] {
            #expect(stream.next() == expected)
        }
    }

    @Test(arguments: [(0.0, true), (1.0, true), (0.5, false)])
    func chancesAreKept(chance: Double, isCertain: Bool) {
        var stream = RandomStream(seed: 1, label: "chance")
        var hits = 0
        for _ in 0..<10_000 where stream.chance(chance) { hits += 1 }
        #expect(abs(Double(hits) - 10_000 * chance) <= (isCertain ? 0 : 200))
    }

    @Test func numbersBelowABoundAreEven() {
        var stream = RandomStream(seed: 2, label: "below")
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[Int(stream.below(7))] += 1 }
        // Five standard deviations of a count with a mean of 10 000.
        for count in counts { #expect(abs(count - 10_000) < 500) }
    }

    @Test func aSeedGivesTheSameBytes() throws {
        let setup = try Self.short("F mixed", deals: 2000)
        let first = try MarketSimulation.run(setup).json.jsonText()
        #expect(try MarketSimulation.run(setup).json.jsonText() == first)
        var other = setup
        other.seed += 1
        #expect(try MarketSimulation.run(other).json.jsonText() != first)
    }

    @Test("The ledger keeps its promises under every attack", arguments: MarketScenarios.all.map(\.name))
    func promises(name: String) throws {
        let report = try MarketSimulation.run(Self.short(name, deals: 1500))
        #expect(report.problems == [])
        #expect(report.honestSlashedWithMajority == 0)
        #expect(report.checks > 1500 * 4)
        #expect(report.outcomes.reduce(0) { $0 + $1.count } == 1500)
    }

    @Test func theReferenceIsThere() {
        #expect(Self.reference.map(\.name) == MarketScenarios.all.prefix(MarketScenarios.referenceCount).map(\.name))
    }

    @Test(
        "Cheating does not pay, except where the protocol is weakened",
        arguments: [
            ("B lazy primary", -1), ("B lazy guesser", -1), ("B hash copier", -1), ("B garbage ciphertext", -1),
            ("B leaking liar", -1), ("B liar that never reveals", -1), ("B aborter 30%", -1),
            ("B slow node 30% late", -1), ("B over-charger, fuel inside the digest", -1),
            ("B over-charger, time pricing (usage not in digest)", 1), ("C cartel 1/3 pair3", -1),
            ("C cartel 1/3 pair5", -1), ("C smart cartel 1/3 pair5", -1),
            ("C cartel 1/3 pair3 sigma=30 (too small)", 1), ("C smart framing 1/3 seed3 (parallel draw)", 1),
            ("C framing cartel 1/3 + framing client pair3", -1),
            ("X framing cartel 1/3 + retreating client pair3", -1),
            ("X framing cartel 1/3 + retreating client pair5", -1),
            ("X framing cartel 1/3 + retreating client pair3, published rules", 1),
            ("X framing cartel 1/3 + retreating client pair5, published rules", 1),
            ("D hogging cartel 10%, first-come race", 1),
            ("X bribery 10%, sigma=200", -1), ("X bribery 10%, sigma=30 (too small)", 1),
        ]
    )
    func signs(name: String, sign: Double) throws {
        let report = try MarketSimulation.run(Self.short(name, deals: 12_000))
        let gain = try #require(report.gain)
        #expect(gain.value * sign > 0, "\(gain)")
    }

    @Test func nobodyGainsByNotPaying() throws {
        for (name, least) in [("E silent", 1.1), ("E false-dispute", 0.5), ("E over-verifying", 1.1)] {
            let report = try MarketSimulation.run(Self.short(name, deals: 6000))
            #expect(report.clients[1].costPerJob.value > report.clients[0].costPerJob.value + least, "\(name)")
        }
    }

    @Test func learnersFollowTheSlash() throws {
        var rates: [Double] = []
        for sigma in [5, 200] {
            let report = try MarketSimulation.run(Self.short("G rational learners sigma=\(sigma)", deals: 30_000))
            rates.append(report.focusGroup?.lieRate.value ?? 0.5)
        }
        #expect(rates[0] > 0.9)
        #expect(rates[1] < 0.05)
    }

    @Test("Inputs that only the client has frame a primary, unless it serves what it ran on")
    func withheldInputs() throws {
        var gains: [Estimate] = []
        for name in ["X withheld inputs 1/3", "X withheld inputs 1/3, primaries serve them"] {
            let report = try MarketSimulation.run(Self.short(name, deals: 6000))
            #expect(report.problems == [])
            #expect(report.honestSlashedWithMajority == 0)
            gains.append(try #require(report.gain))
            guard let predicted = report.predicted else { continue }
            #expect(abs(gains[0].value - predicted) < 4 * gains[0].error)
        }
        #expect(gains[0].value > 50)
        #expect(gains[1].value < -10)
    }

    @Test func aCartelRunsOutOfStake() throws {
        var setup = try Self.short("F long run", deals: 20_000)
        // Two slashes of stake each: the first one puts a member out.
        setup.groups[1].slashes = 2
        setup.params.pMinPpm = 100_000
        let report = try MarketSimulation.run(setup)
        #expect(report.series.first?.active ?? 0 > 0)
        #expect(report.series.last?.active == 0)
        #expect(report.series.last?.wrong == report.series[report.series.count - 4].wrong)
    }

    @Test func realEncryptionGivesTheSameFigures() throws {
        var setup = try Self.short("F mixed", deals: 300)
        let tagged = try MarketSimulation.run(setup)
        setup.useRealEncryption()
        let sealed = try MarketSimulation.run(setup)
        #expect(sealed.problems == [])
        // The draws differ, because commitments do not, and E is no part of them: all figures are the same.
        #expect(sealed.json == tagged.json)
    }

    @Test(arguments: [
        ("lazy=10%,cartel=33%", 3), ("sybil=100%", 1), ("throttler=5", 2), ("learner=50%,framing=10%", 3),
    ])
    func mixesAreRead(text: String, groups: Int) throws {
        var mix = MarketMix()
        mix.parts = try MarketMix.parts(text)
        mix.deals = 200
        mix.clients = [.framing, .silent]
        let setup = try mix.setup()
        #expect(setup.groups.count == groups)
        #expect(setup.nodeCount == 60)
        #expect(try MarketSimulation.run(setup).problems == [])
    }

    @Test(arguments: ["lazy", "lazy=0%", "lazy=101%", "nobody=10%", "lazy=x"])
    func wrongMixesAreRefused(text: String) { #expect(throws: CoreError.self) { try MarketMix.parts(text) } }

    @Test func thePageIsWellFormed() throws {
        var reports: [MarketReport] = []
        for name in ["B lazy primary", "F long run", "G rational learners sigma=5", "G rational learners sigma=200"] {
            reports.append(try MarketSimulation.run(Self.short(name, deals: 400)))
        }
        reports[0].name = "B <script>&\"'"
        let page = MarketReportPage(
            reports: reports,
            frontier: try MarketSweep.frontier(deals: 60, seed: 1),
            slashes: try MarketSweep.slashes(deals: 60, seed: 1)
        ).html
        #expect(Self.openTags(page) == [])
        #expect(page.components(separatedBy: "<svg").count == 6)
        #expect(!page.contains("<script"))
        #expect(!page.contains("http"))
    }

    static func plots() throws -> [PlotFile] {
        MarketPlots(
            reports: [try MarketSimulation.run(short("F long run", deals: 400))],
            frontier: try MarketSweep.frontier(deals: 40, seed: 3),
            slashes: try MarketSweep.slashes(deals: 40, seed: 3),
            costs: try MarketSweep.costs(deals: 40, seed: 3),
            deals: 40,
            seed: 3
        ).files
    }

    @Test func plotsAreTheSameFromASeedAndStandAlone() throws {
        let files = try Self.plots()
        #expect(
            files.map(\.name) == [
                "profit-of-a-lie.svg", "cost-of-checking.svg", "lies-accepted.svg", "price-of-corruption.svg",
                "liars-run-out.svg",
            ]
        )
        #expect(try Self.plots().map(\.svg) == files.map(\.svg))
        for file in files {
            #expect(Self.openTags(file.svg) == [], "\(file.name)")
            let parser = XMLParser(data: Data(file.svg.utf8))
            #expect(parser.parse(), "\(file.name): \(String(describing: parser.parserError))")
            #expect(file.svg.utf8.count < 60_000)
            #expect(file.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
            #expect(file.svg.components(separatedBy: "http").count == 2)
            #expect(!file.svg.contains("<script"))
            #expect(file.svg.contains("fill=\"#fff\""))
        }
    }

    @Test func withoutASweepThereIsNoPlot() throws {
        let report = try MarketSimulation.run(Self.short("F long run", deals: 100))
        let plots = MarketPlots(reports: [report], frontier: [], slashes: [], costs: [], deals: 100, seed: 1)
        #expect(plots.files.isEmpty)
    }

    @Test("What a sweep measures lies on the lines of theory")
    func sweepsFollowTheory() throws {
        for cost in try MarketSweep.costs(deals: 4000, seed: 5) {
            // Where every deal is checked the cost is exact.
            #expect(abs(cost.cost.value - cost.expected) <= 4 * cost.cost.error + 1e-9, "\(cost)")
        }
        let cartel = try #require(MarketSweep.cartels.last)
        #expect(MarketSweep.cartels.map(\.share) == [0, 0.1, 0.2, 0.33])
        let points = try MarketSweep.frontier(deals: 2000, seed: 5)
        for point in points where point.profile == "pair3" && point.share == cartel.share {
            var terms = MarketTerms()
            terms.cost = 0.7
            terms.p = point.p
            let odds = LieOdds(terms, share: point.share)
            #expect(abs(point.errorRate.value - odds.accepted) <= 4 * point.errorRate.error, "\(point)")
            #expect(abs(point.gain.value + (odds.lossPerAccepted ?? 0) * odds.accepted) <= 4 * point.gain.error)
        }
    }

    /// The tags that are not closed, or the first that is closed wrongly.
    static func openTags(_ page: String) -> [String] {
        var open: [String] = []
        for part in page.split(separator: "<").dropFirst(page.hasPrefix("<") ? 0 : 1) {
            guard let end = part.firstIndex(of: ">") else { return ["an unclosed bracket"] }
            let tag = part[..<end]
            if tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
            let name = String(tag.split(separator: " ")[0])
            guard name.hasPrefix("/") else {
                open.append(name)
                continue
            }
            guard open.popLast() == String(name.dropFirst()) else { return [name] }
        }
        return open
    }
}
