import Settlement

/// The plots that explain why lying does not pay, as files.
package struct MarketPlots: Sendable {
    private let reports: [MarketReport]
    private let frontier: [MarketSweep.Point]
    private let slashes: [MarketSweep.Point]
    private let costs: [MarketSweep.Cost]
    /// How the dots came about.
    private let source: String

    package init(
        reports: [MarketReport],
        frontier: [MarketSweep.Point],
        slashes: [MarketSweep.Point],
        costs: [MarketSweep.Cost],
        deals: Int,
        seed: UInt64
    ) {
        self.reports = reports
        self.frontier = frontier.filter { $0.profile == MarketProfile.pair3.name }
        self.slashes = slashes
        self.costs = costs
        source = "Lines: theory. Dots: simulation, \(deals) deals each, seed \(seed), bars of two standard errors."
    }

    /// All that there are figures for.
    package var files: [PlotFile] {
        guard !frontier.isEmpty, !slashes.isEmpty, !costs.isEmpty else { return [] }
        return [profit, overhead, wrongResults, priceOfCorruption] + stake
    }

    private var profit: PlotFile {
        let lines = [9.0, 12, 16, 21, 27, 34, 42, 50, 60, 72, 85, 100, 115, 130, 145, 160, 175, 190, 205, 220]
        let curves = MarketSweep.cartels.map { cartel in
            LinePlot.Curve(
                name: Self.name(cartel.share),
                points: lines.map { sigma in (sigma, Self.gain(cartel.share) { $0.sigma = sigma }) },
                dots: slashes.filter { $0.share == cartel.share }.map {
                    LinePlot.Dot(x: Double($0.sigma), y: $0.gain.value, error: $0.gain.error)
                }
            )
        }
        let thresholds = MarketSweep.cartels.map { cartel in
            var terms = MarketTerms()
            terms.cost = Self.cost
            return CartelGame.leastSigma(terms, share: cartel.share)
        }
        let plot = LinePlot(
            title: "What a lie earns, by the size of the slash",
            summary: "Above " + thresholds.map { PlotText.fixed($0, 1) }.joined(separator: ", ")
                + " prices lying loses, for f of 0, 10, 20 and 33 %",
            xTitle: "slash, in prices of a job (logarithmic)",
            yTitle: "profit per job against honest work, in prices",
            x: Self.across(.logarithmic, 9...220, [10, 20, 50, 100]),
            y: Self.up(.linear, -5...1, [-5, -4, -3, -2, -1, 0, 1]),
            curves: curves,
            marks: thresholds.map { LinePlot.Mark(x: $0, text: PlotText.fixed($0, 1)) }
                + [LinePlot.Mark(x: 200, text: "protocol: 200")],
            xLabel: { PlotText.fixed($0, 0) },
            yLabel: { PlotText.fixed($0, $0 == $0.rounded() ? 0 : 2) }
        )
        let notes = [
            "Checked: 2.5 % of jobs. Running a job costs 0.7 of its price. Right of its dashed line a lie loses."
        ]
        return PlotFile(name: "profit-of-a-lie.svg", notes: notes + [source], plot: plot)
    }

    private var overhead: PlotFile {
        let plot = LinePlot(
            title: "What a client pays, by the chance of a check",
            summary: costs.map { PlotText.percent($0.p, 1) + ": " + PlotText.percent($0.cost.value, 1) }
                .joined(separator: ", "),
            xTitle: Self.chanceTitle,
            yTitle: "cost, in % of one unchecked run",
            x: Self.chances,
            y: Self.up(.linear, 1...2.2, [1, 1.2, 1.4, 1.6, 1.8, 2, 2.2]),
            curves: [
                LinePlot.Curve(
                    name: "mean cost of a job",
                    points: Self.finely.map { p in
                        var terms = MarketTerms()
                        terms.p = p
                        return (p, 1 + terms.p * terms.mult * Double(terms.nFirst))
                    },
                    dots: costs.map { LinePlot.Dot(x: $0.p, y: $0.cost.value, error: $0.cost.error) }
                )
            ],
            marks: [LinePlot.Mark(x: 0.025, text: "2.5 %: 103 %")],
            xLabel: Self.percent,
            yLabel: { PlotText.percent($0, 0) }
        )
        let notes = ["Honest nodes and clients; a verifier earns 1.2 prices. Without the fixed fee of a post."]
        return PlotFile(name: "cost-of-checking.svg", notes: notes + [source], plot: plot)
    }

    private var wrongResults: PlotFile {
        let plot = LinePlot(
            title: "Wrong results that are accepted from nodes that lie at any loss",
            summary: "Checking deters, it does not filter: at 2.5 % nearly all lies pass",
            xTitle: Self.chanceTitle,
            yTitle: "lies accepted, in % of all lies",
            x: Self.chances,
            y: Self.up(.linear, 0...1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
            curves: MarketSweep.cartels.map { cartel in
                LinePlot.Curve(
                    name: Self.name(cartel.share),
                    points: Self.finely.map { ($0, Self.odds(cartel.share, $0).accepted) },
                    dots: frontier.filter { $0.share == cartel.share }.map {
                        LinePlot.Dot(x: $0.p, y: $0.errorRate.value, error: $0.errorRate.error)
                    }
                )
            },
            xLabel: Self.percent,
            yLabel: { PlotText.percent($0, 0) }
        )
        let notes = ["Three replicas at most. Checking deters, it does not filter: at 2.5 % nearly every lie passes."]
        return PlotFile(name: "lies-accepted.svg", notes: notes + [source], plot: plot)
    }

    private var priceOfCorruption: PlotFile {
        let plot = LinePlot(
            title: "What an accepted lie costs the liars",
            summary: "Net loss per accepted wrong result, at a slash of 200 prices",
            xTitle: Self.chanceTitle,
            yTitle: "loss per accepted lie, in prices (logarithmic)",
            x: Self.chances,
            y: Self.up(.logarithmic, 1...2000, [1, 10, 100, 1000]),
            curves: MarketSweep.cartels.map { cartel in
                // A liar alone whose every job is checked gets nothing accepted: there is no loss per lie.
                let chances = Self.finely.filter { cartel.share > 0 || $0 < 0.9 }
                return LinePlot.Curve(
                    name: Self.name(cartel.share),
                    points: chances.map { ($0, Self.odds(cartel.share, $0).lossPerAccepted ?? 0) },
                    dots: frontier.filter { $0.share == cartel.share && $0.errorRate.value > 0 }.map {
                        let rate = $0.errorRate.value
                        return LinePlot.Dot(x: $0.p, y: -$0.gain.value / rate, error: $0.gain.error / rate)
                    }
                )
            },
            marks: [LinePlot.Mark(x: 0.025, text: "2.5 %")],
            xLabel: Self.percent,
            yLabel: { PlotText.fixed($0, 0) }
        )
        let notes = [
            "Slash: 200 prices. Running a job costs 0.7 of its price. What is worth more to a liar needs more checks."
        ]
        return PlotFile(name: "price-of-corruption.svg", notes: notes + [source], plot: plot)
    }

    private var stake: [PlotFile] {
        guard let report = reports.first(where: { !$0.series.isEmpty }), let last = report.series.last,
            let plot = Self.longRun(report)
        else { return [] }
        let part = "\(report.focusGroup?.nodes ?? 0) of \(report.groups.reduce(0) { $0 + $1.nodes }) nodes"
        let notes = [
            "\(part) lie in every job, with stake for ten slashes each and no new money; 2.5 % of jobs are checked.",
            "Simulation, \(report.deals) deals, seed \(report.seed); wrong results in all: \(last.wrong).",
        ]
        return [PlotFile(name: "liars-run-out.svg", notes: notes, plot: plot)]
    }
}

extension MarketPlots {
    /// A cartel that is not topped up; nil for a run without points.
    static func longRun(_ report: MarketReport) -> LinePlot? {
        guard let last = report.series.last else { return nil }
        let nodes = Double(report.focusGroup?.nodes ?? 1)
        let most = Double(max(1, last.wrong))
        let ticks = (0...4).map { Double($0) * Double(last.deals) / 4 }
        return LinePlot(
            title: "A cartel that is not topped up",
            summary: "Wrong results so far and members with stake for a job, over the deals of \(report.name)",
            xTitle: "deals",
            yTitle: "part of all members, of all wrong results",
            x: across(.linear, 0...Double(last.deals), ticks),
            y: up(.linear, 0...1, [0, 0.25, 0.5, 0.75, 1]),
            curves: [
                .init(
                    name: "members with stake",
                    points: report.series.map { (Double($0.deals), Double($0.active) / nodes) }
                ),
                .init(name: "wrong results", points: report.series.map { (Double($0.deals), Double($0.wrong) / most) }),
            ],
            xLabel: { PlotText.fixed($0, 0) },
            yLabel: { PlotText.percent($0, 0) }
        )
    }

    /// What running a job costs its node, of the price: as in the simulation.
    private static let cost = 0.7
    private static let chanceTitle = "chance of a check (logarithmic)"
    private static let chances = across(.logarithmic, 0.02...1.05, [0.025, 0.05, 0.1, 0.2, 0.4, 0.7, 1])
    /// Chances that are near enough to each other for a smooth line.
    private static let finely = [
        0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.93,
        0.97, 1,
    ]

    private static func name(_ share: Double) -> String {
        share > 0 ? "f = \(PlotText.percent(share, 0)) lie together" : "f = 0: a liar alone"
    }

    private static func gain(_ share: Double, _ change: (inout MarketTerms) -> Void) -> Double {
        var terms = MarketTerms()
        terms.cost = cost
        change(&terms)
        var game = CartelGame(terms, share: share)
        game.alwaysSupports = true
        return game.gain
    }

    private static func odds(_ share: Double, _ p: Double) -> LieOdds {
        var terms = MarketTerms()
        terms.cost = cost
        terms.p = p
        return LieOdds(terms, share: share)
    }

    private static let percent: @Sendable (Double) -> String = {
        PlotText.percent($0, ($0 * 100).rounded() == $0 * 100 ? 0 : 1)
    }

    static func across(_ scale: PlotAxis.Scale, _ range: ClosedRange<Double>, _ ticks: [Double]) -> PlotAxis {
        PlotAxis(
            scale: scale,
            low: range.lowerBound,
            high: range.upperBound,
            ticks: ticks,
            start: LinePlot.left,
            end: LinePlot.right
        )
    }

    static func up(_ scale: PlotAxis.Scale, _ range: ClosedRange<Double>, _ ticks: [Double]) -> PlotAxis {
        PlotAxis(
            scale: scale,
            low: range.lowerBound,
            high: range.upperBound,
            ticks: ticks,
            start: LinePlot.bottom,
            end: LinePlot.top
        )
    }
}
