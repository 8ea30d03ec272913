/// How a run compares with the reference: each figure's distance, and the chance of one as large.
///
/// Both sides are samples. Counts share one rate, estimated from both; a mean scatters on both sides as it does on
/// ours, but at least as much as one slash more or less would make it.
package struct MarketComparison: Hashable, Sendable {
    package var scenario: String
    package var figures: [ComparedFigure] = []

    /// The figure that is least likely to be chance.
    package var worst: ComparedFigure? { figures.min { ($0.chance, -$0.distance) < ($1.chance, -$1.distance) } }

    init(scenario: String, figures: [ComparedFigure]) {
        self.scenario = scenario
        self.figures = figures
    }

    /// Compares a report with the row of its scenario.
    package init(_ report: MarketReport, _ row: ReferenceRow) {
        scenario = report.name
        let deals = (report.deals, row.deals)
        if let rate = row.lieRate, let group = report.focusGroup {
            addLieRate(of: group, rate)
            return
        }
        addCount("verified deals", (report.verified, row.verified), deals)
        addMean("replicas per deal", report.replicasPerDeal, row.replicasPerDeal, deals)
        addMean("client cost per deal", report.costPerDeal, row.costPerDeal, deals)
        addWrong(report, row)
        addCount("deals without a result", (report.deals - report.accepted, row.noResult), deals)
        addCount("honest slots slashed", (report.honestSlashed, row.honestSlashed), deals)
        for group in row.groups { add(group, report, deals) }
        addShares(report, row)
        for client in row.clients {
            guard let ours = report.clients.first(where: { $0.name == client.name }), let cost = client.value else {
                continue
            }
            addMean("cost of \(client.name)", ours.costPerJob, cost, (ours.jobs, client.jobs))
        }
    }

    /// Learners end as liars or as workers, each for itself, so that the sample is that of the nodes.
    ///
    /// Nodes that happen to be all of one mind say nothing of how they scatter: hence at least the error of as many
    /// tosses of a coin.
    private mutating func addLieRate(of group: MarketReport.Group, _ reference: Double) {
        let common = (group.lieRate.value + reference) / 2
        let tossed = (common * (1 - common) / Double(max(1, group.nodes))).squareRoot()
        addMean(
            "lie rate",
            Estimate(group.lieRate.value, error: max(group.lieRate.error, tossed)),
            reference,
            (1, 1),
            freedom: 2 * max(1, group.nodes - 1)
        )
    }

    private mutating func add(_ group: ReferenceRow.Group, _ report: MarketReport, _ deals: (Int, Int)) {
        guard let ours = report.groups.first(where: { $0.name == group.name }) else { return }
        if let profit = group.value, let mine = ours.profitPerJob {
            // One slash weighs on both sides as much as the other side's count of slashes says.
            let counted = Double(max(1, group.slashes)).squareRoot() * slashWorth(report) / Double(max(1, group.jobs))
            let scaled = counted * (Double(group.jobs) / Double(max(1, ours.primaryJobs))).squareRoot()
            let error = max(mine.error, scaled)
            addMean(
                "profit of \(group.name)",
                Estimate(mine.value, error: error),
                profit,
                (ours.primaryJobs, group.jobs)
            )
        }
        addCount("slashes of \(group.name)", (ours.slashes, group.slashes), deals)
    }

    private func slashWorth(_ report: MarketReport) -> Double { Double(report.sigma) }

    private mutating func addShares(_ report: MarketReport, _ row: ReferenceRow) {
        guard row.groups.count > 1 else { return }
        let ours = report.groups.reduce(0) { $0 + $1.verifications }
        let theirs = row.groups.reduce(0) { $0 + $1.verifications }
        for group in row.groups {
            guard let mine = report.groups.first(where: { $0.name == group.name }) else { continue }
            addCount("verifications of \(group.name)", (mine.verifications, group.verifications), (ours, theirs))
        }
    }

    /// Without top-up the cartel lies until it is out: the number of lies scatters as that of the slashes it takes.
    private mutating func addWrong(_ report: MarketReport, _ row: ReferenceRow) {
        guard !report.series.isEmpty, let slashes = report.focusGroup?.slashes, slashes > 0 else {
            return addCount("wrong results", (report.wrong, row.wrong), (report.deals, row.deals))
        }
        let rate = Double(report.wrong) / Double(report.deals)
        addMean(
            "wrong results",
            Estimate(rate, error: rate / Double(slashes).squareRoot()),
            Double(row.wrong) / Double(row.deals),
            (report.deals, row.deals)
        )
    }

    private mutating func addMean(
        _ name: String,
        _ ours: Estimate,
        _ reference: Double,
        _ counts: (Int, Int),
        freedom: Int? = nil
    ) {
        let ratio = Double(counts.0) / Double(max(1, counts.1))
        let error = ours.error * (1 + ratio).squareRoot()
        figures.append(ComparedFigure(name, ours.value, reference, error: error, freedom: freedom))
    }

    private mutating func addCount(_ name: String, _ hits: (Int, Int), _ sizes: (Int, Int)) {
        guard sizes.0 > 0, sizes.1 > 0 else { return }
        figures.append(ComparedFigure(name, hits: hits, of: sizes))
    }
}
