/// A page with the plots and tables of simulated markets: one file, no network, no script.
package struct MarketReportPage: Sendable {
    private let reports: [MarketReport]
    private let comparisons: [MarketComparison]
    private let frontier: [MarketSweep.Point]
    private let slashes: [MarketSweep.Point]

    package init(
        reports: [MarketReport],
        comparisons: [MarketComparison] = [],
        frontier: [MarketSweep.Point] = [],
        slashes: [MarketSweep.Point] = []
    ) {
        self.reports = reports
        self.comparisons = comparisons
        self.frontier = frontier
        self.slashes = slashes
    }

    /// The page.
    package var html: String {
        let deals = reports.reduce(0) { $0 + $1.deals }
        let checks = reports.reduce(0) { $0 + $1.checks }
        let problems = reports.reduce(0) { $0 + $1.problems.count }
        var sections = [profits, frontierSection, slashSection, longRun, learners].filter { !$0.isEmpty }
        sections.append(table)
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>Simulated market of verified compute</title>
            <style>\(Self.style)</style></head>
            <body><main>
            <h1>Simulated market of verified compute</h1>
            <p class="lead">\(deals) deals in \(reports.count) runs on the real ledger; \
            \(checks) checks of its promises, \
            \(problems) broken. Money is in prices of a job.</p>
            \(sections.joined(separator: "\n"))
            </main></body></html>

            """
    }

    private var profits: String {
        let bars: [BarPlot.Bar] = reports.compactMap { report in
            guard let gain = report.gain, let focus = report.focus, focus != "rational learner" else { return nil }
            let name = reports.count > 1 ? String(report.name.drop { $0 != " " }.dropFirst()) : focus
            return BarPlot.Bar(name: Self.short(name), value: gain.value, error: gain.error, mark: report.predicted)
        }
        guard !bars.isEmpty else { return "" }
        let plot = BarPlot(
            title: "Profit per primary job, less that of honest nodes",
            summary: bars.map { $0.name + " " + PlotText.fixed($0.value) }.joined(separator: ", "),
            axis: PlotAxis(
                scale: .symmetric,
                low: -200,
                high: 20,
                ticks: [-200, -50, -10, -2, -0.5, 0, 0.5, 2, 10],
                start: BarPlot.left,
                end: BarPlot.right
            ),
            bars: bars
        )
        return section(
            "Does cheating pay?",
            "What a strategy earns per primary job beyond an honest node. Left of zero it loses. The tick is the "
                + "prediction of theory; the scale is logarithmic away from zero.",
            plot.svg
        )
    }

    /// A name that has room before its bar.
    private static func short(_ name: String) -> String { name.count > 46 ? name.prefix(45) + "…" : name }

    private var frontierSection: String {
        curves(
            frontier.filter { $0.share > 0 },
            title: "Wrong results against overhead",
            text: "A cartel that lies in every job it gets, at every chance of verification: what checking more costs "
                + "(extra money per deal among honest parties), and how many lies are still accepted.",
            xTitle: "overhead, logarithmic",
            yTitle: "lies accepted",
            x: PlotAxis(
                scale: .logarithmic,
                low: 0.02,
                high: 1.5,
                ticks: [0.03, 0.06, 0.12, 0.24, 0.48, 1.2],
                start: 0,
                end: 1
            ),
            y: PlotAxis(low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1], start: 0, end: 1),
            xLabel: { PlotText.percent($0, 0) },
            yLabel: { PlotText.percent($0, 0) },
            value: { ($0.overhead, $0.errorRate.value) }
        )
    }

    private var slashSection: String {
        curves(
            slashes,
            title: "Gain of lying by the size of the slash",
            text: "What a lie gains a cartel at a chance of verification of 2.5 %. Where the curve crosses zero, lying "
                + "stops to pay; the protocol's slash is 200 prices.",
            xTitle: "slash in prices, logarithmic",
            yTitle: "gain per job in prices",
            x: PlotAxis(scale: .logarithmic, low: 9, high: 220, ticks: [10, 20, 30, 50, 90, 200], start: 0, end: 1),
            y: PlotAxis(low: -4, high: 1, ticks: [-4, -3, -2, -1, 0, 1], start: 0, end: 1),
            xLabel: { PlotText.fixed($0, 0) },
            yLabel: { PlotText.fixed($0, 0) },
            value: { (Double($0.sigma), $0.gain.value) }
        )
    }

    private func curves(
        _ points: [MarketSweep.Point],
        title: String,
        text: String,
        xTitle: String,
        yTitle: String,
        x: PlotAxis,
        y: PlotAxis,
        xLabel: @escaping @Sendable (Double) -> String,
        yLabel: @escaping @Sendable (Double) -> String,
        value: (MarketSweep.Point) -> (Double, Double)
    ) -> String {
        guard !points.isEmpty else { return "" }
        var curves: [LinePlot.Curve] = []
        for point in points {
            let whose = point.share > 0 ? "cartel \(PlotText.percent(point.share, 0))" : "alone"
            let name = "\(point.profile), \(whose)"
            let (x, y) = value(point)
            if let index = curves.firstIndex(where: { $0.name == name }) {
                curves[index].points.append((x, y))
            } else {
                curves.append(LinePlot.Curve(name: name, points: [(x, y)], isDashed: point.profile != "pair3"))
            }
        }
        let plot = LinePlot(
            title: title,
            summary: curves.map(\.name).joined(separator: ", "),
            xTitle: xTitle,
            yTitle: yTitle,
            x: Self.across(x),
            y: Self.up(y),
            curves: curves,
            xLabel: xLabel,
            yLabel: yLabel
        )
        return section(title, text, plot.svg)
    }

    static func across(_ axis: PlotAxis) -> PlotAxis {
        var axis = axis
        (axis.start, axis.end) = (LinePlot.left, LinePlot.right)
        return axis
    }

    static func up(_ axis: PlotAxis) -> PlotAxis {
        var axis = axis
        (axis.start, axis.end) = (LinePlot.bottom, LinePlot.top)
        return axis
    }

    func section(_ title: String, _ text: String, _ body: String) -> String {
        """
        <section><h2>\(PlotText.escaped(title))</h2>
        <p>\(PlotText.escaped(text))</p>
        <figure>\(body)</figure></section>
        """
    }
}

extension MarketReportPage {
    private var longRun: String {
        guard let report = reports.first(where: { !$0.series.isEmpty }), let last = report.series.last,
            let plot = MarketPlots.longRun(report)
        else { return "" }
        return section(
            "Liars run out of stake",
            "Every slash takes a part of a member's stake; without new money the cartel ends after \(last.wrong) wrong "
                + "results.",
            plot.svg
        )
    }

    private var learners: String {
        let runs = reports.filter { $0.focus == "rational learner" }
        guard runs.count > 1 else { return "" }
        let plot = LinePlot(
            title: "How often learners lie",
            summary: runs.map { "slash \($0.sigma): \(PlotText.percent($0.focusGroup?.lieRate.value ?? 0))" }
                .joined(separator: ", "),
            xTitle: "slash in prices, logarithmic",
            yTitle: "lies, second half",
            x: Self.across(
                PlotAxis(scale: .logarithmic, low: 4, high: 240, ticks: [5, 15, 27, 40, 80, 200], start: 0, end: 1)
            ),
            y: Self.up(PlotAxis(low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1], start: 0, end: 1)),
            curves: [
                .init(name: "measured", points: runs.map { (Double($0.sigma), $0.focusGroup?.lieRate.value ?? 0) }),
                .init(name: "threshold of theory", points: [(27, 0), (27, 1)], isDashed: true),
            ],
            xLabel: { PlotText.fixed($0, 0) },
            yLabel: { PlotText.percent($0, 0) }
        )
        return section(
            "Learners find the threshold",
            "Nodes that know no formula and only remember what has paid. Above a slash of c/(pR) − 1 = 27 prices they "
                + "come to work honestly.",
            plot.svg
        )
    }

    private var table: String {
        let hasReference = !comparisons.isEmpty
        var rows = ""
        for report in reports {
            let gain = report.gain.map { "\(PlotText.fixed($0.value, 3)) ± \(PlotText.fixed($0.error, 3))" } ?? "–"
            let worst = comparisons.first { $0.scenario == report.name }?.worst
            let distance = worst.map { "\(PlotText.fixed($0.distance, 1)), p \($0.chanceText) (\($0.name))" } ?? "–"
            let cells =
                [
                    report.name, String(report.deals), PlotText.fixed(report.replicasPerDeal.value, 4),
                    PlotText.fixed(report.costPerDeal.value, 4), PlotText.percent(report.wrongRate.value), gain,
                    report.predicted.map { PlotText.fixed($0, 3) } ?? "–",
                    "\(report.honestSlashed) / \(report.honestSlashedWithMajority)", String(report.checks),
                ] + (hasReference ? [distance] : [])
            rows += "<tr><th scope=\"row\">\(PlotText.escaped(cells[0]))</th>"
            for cell in cells.dropFirst() { rows += "<td>\(PlotText.escaped(cell))</td>" }
            rows += "</tr>\n"
        }
        let heads =
            [
                "Run", "Deals", "Replicas per deal", "Client cost", "Wrong", "Gain of the strategy", "Predicted",
                "Honest slots slashed / with a majority", "Checks",
            ] + (hasReference ? ["Least likely against the reference, in standard errors"] : [])
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        return """
            <section><h2>All runs</h2>
            <div class="scroll"><table><thead><tr>\(head)</tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    private static let style = """
        :root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dde3ea;--paper:#fff;--card:#f7f9fb;
        --bad:#b3402a;--good:#22784a;--k0:#1f5fa8;--k1:#b3402a;--k2:#22784a;--k3:#7a4a9e;--k4:#8a6a10;--k5:#0d7680}
        @media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a5b0bd;--line:#33404d;--paper:#12181f;
        --card:#19212a;--bad:#ef8b74;--good:#6fcf97;--k0:#7db6f2;--k1:#ef8b74;--k2:#6fcf97;--k3:#c79bea;--k4:#e0bf5a;
        --k5:#5fd0da}}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.25rem;margin:0 0 .25rem}
        .lead,section p{color:var(--soft);max-width:46rem}section{margin-top:2.5rem}
        figure{margin:1rem 0 0;padding:1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
        svg{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}
        svg text{fill:var(--ink)}svg .tick,svg .axis{fill:var(--soft)}
        .grid{stroke:var(--line)}.zero{stroke:var(--ink)}.mark{stroke:var(--ink);stroke-width:2}
        .gain{fill:var(--good)}.loss{fill:var(--bad)}
        .curve{fill:none;stroke-width:2.25}.dashed{stroke-dasharray:5 4}
        .c0{stroke:var(--k0)}.c1{stroke:var(--k1)}.c2{stroke:var(--k2)}.c3{stroke:var(--k3)}.c4{stroke:var(--k4)}
        .c5{stroke:var(--k5)}.dot{fill:var(--card);stroke-width:2}
        .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
        th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
        th[scope=row]{text-align:left;font-weight:500}thead th{color:var(--soft);text-align:left;white-space:normal;
        vertical-align:bottom}
        """
}
