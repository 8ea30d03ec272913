import Core
import Simulator

/// What `simulate market` answers.
struct MarketAnswer: Sendable {
    private var reports: [MarketReport] = []
    private var comparisons: [MarketComparison] = []
    var frontier: [MarketSweep.Point] = []
    var slashes: [MarketSweep.Point] = []
    var costs: [MarketSweep.Cost] = []

    mutating func add(_ report: MarketReport, _ row: ReferenceRow?) {
        reports.append(report)
        if let row { comparisons.append(MarketComparison(report, row)) }
    }

    var isClean: Bool { reports.allSatisfy(\.isClean) }

    /// The figures of all runs beside those of the reference.
    var verdict: ComparisonVerdict { ComparisonVerdict(comparisons) }

    var page: String {
        MarketReportPage(reports: reports, comparisons: comparisons, frontier: frontier, slashes: slashes).html
    }

    /// The plots of a sweep.
    func plots(deals: Int, seed: UInt64) -> [PlotFile] {
        MarketPlots(
            reports: reports,
            frontier: frontier,
            slashes: slashes,
            costs: costs,
            deals: deals,
            seed: seed
        ).files
    }

    var answer: Answer {
        var columns: [Table.Column] = [
            .init("RUN"), .init("GROUP"), .init("DEALS", right: true), .init("PROFIT/JOB", right: true),
            .init("VS HONEST", right: true), .init("PREDICTED", right: true), .init("OVERHEAD", right: true),
            .init("WRONG", right: true), .init("SLASHES", right: true), .init("CHECKS", right: true),
            .init("BROKEN", right: true),
        ]
        if !comparisons.isEmpty { columns.append(.init("REFERENCE", right: true)) }
        var table = Table(columns: columns)
        let verdict = verdict
        for report in reports {
            for group in report.groups { table.add(cells(report, group, verdict)) }
        }
        let documents = reports.map { report -> JSONValue in
            guard case .object(let members) = report.json,
                let comparison = comparisons.first(where: { $0.scenario == report.name })
            else { return report.json }
            return .object(members + [.init("Reference", Self.json(comparison))])
        }
        var members: [JSONValue.Member] = [.init("Runs", .array(documents))]
        if !frontier.isEmpty { members.append(.init("Frontier", .array(frontier.map(\.json)))) }
        if !slashes.isEmpty { members.append(.init("Slashes", .array(slashes.map(\.json)))) }
        if !costs.isEmpty { members.append(.init("Costs", .array(costs.map(\.json)))) }
        if !comparisons.isEmpty { members.append(.init("Comparison", Self.json(verdict))) }
        return Answer(
            document: .object(members),
            table: table,
            identifiers: reports.map(\.name),
            note: comparisons.isEmpty ? nil : Self.text(verdict)
        )
    }

    private func cells(
        _ report: MarketReport,
        _ group: MarketReport.Group,
        _ verdict: ComparisonVerdict
    ) -> [Table.Cell] {
        let profit = group.profitPerJob
        let gain = profit.map { $0.value - report.honestBaseline }
        var cells: [Table.Cell] = [
            .init(report.name), .init(group.name), .init(String(report.deals)),
            .init(profit.map { Self.signed($0.value) + " ± " + Self.number($0.error) } ?? "-"),
            .init(gain.map(Self.signed) ?? "-"),
            .init(group.name == report.focus ? report.predicted.map(Self.signed) ?? "-" : "-"),
            .init(Self.number((report.costPerDeal.value - 1) * 100) + " %"),
            .init(Self.number(report.wrongRate.value * 100) + " %"), .init(String(group.slashes)),
            .init(String(report.checks)),
            .init(String(report.problems.count), style: report.isClean ? .good : .bad),
        ]
        if !comparisons.isEmpty {
            let comparison = comparisons.first { $0.scenario == report.name }
            let isNear = !verdict.misses.contains { $0.scenario == report.name }
            let text = comparison?.worst.map { Self.number($0.distance) + " se, p " + $0.chanceText } ?? "-"
            cells.append(.init(text, style: isNear ? .good : .bad))
        }
        return cells
    }

    private static func json(_ comparison: MarketComparison) -> JSONValue {
        .array(
            comparison.figures.map {
                .object([
                    .init("Name", .string($0.name)), .init("Ours", .double($0.ours)),
                    .init("Reference", .double($0.reference)), .init("StandardError", .double($0.error)),
                    .init("Distance", .double($0.distance)), .init("P", .double($0.chance)),
                ])
            }
        )
    }

    /// How many of the least likely figures are told.
    private static let toldMax = 5

    private static func json(_ verdict: ComparisonVerdict) -> JSONValue {
        .object([
            .init("Figures", .int(Int64(verdict.entries.count))), .init("Level", .double(ComparisonVerdict.level)),
            .init("Misses", .int(Int64(verdict.misses.count))),
            .init(
                "Worst",
                .array(
                    verdict.entries.prefix(toldMax).map {
                        .object([
                            .init("Run", .string($0.scenario)), .init("Name", .string($0.figure.name)),
                            .init("Distance", .double($0.figure.distance)), .init("P", .double($0.figure.chance)),
                            .init("AdjustedP", .double($0.adjusted)),
                        ])
                    }
                )
            ),
        ])
    }

    private static func text(_ verdict: ComparisonVerdict) -> String {
        let count = verdict.entries.count
        let level = Int((ComparisonVerdict.level * 100).rounded())
        var lines = ["Of \(count) figures \(verdict.misses.count) differ from the reference (Holm, \(level) % in all)."]
        for entry in verdict.entries.prefix(toldMax) {
            lines.append(
                "\(entry.scenario): \(entry.figure.name) \(number(entry.figure.distance)) se, p "
                    + "\(entry.figure.chanceText), in the family \(number(entry.adjusted))"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// The tables of game theory.
    static var theory: Answer {
        var table = Table(columns: [.init("TABLE"), .init("ROW"), .init("SHARE"), .init("VALUE", right: true)])
        for theory in MarketTheory.tables {
            for row in theory.rows {
                for (column, value) in zip(theory.columns, row.values) {
                    table.add([
                        .init(theory.title), .init(row.name), .init(column),
                        .init(value.map(number) ?? "unbounded"),
                    ])
                }
            }
        }
        return Answer(document: .array(MarketTheory.tables.map(\.json)), table: table)
    }

    private static func signed(_ value: Double) -> String { (value >= 0 ? "+" : "") + number(value) }

    private static func number(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return String(rounded)
    }
}
