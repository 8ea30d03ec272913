import Core
import Settlement

extension MarketSimulation {
    /// What has come of the deals so far.
    package func report() -> MarketReport {
        let deals = tally.deals
        let price = Double(setup.price)
        return MarketReport(
            name: setup.name,
            seed: setup.seed,
            deals: deals,
            sigma: setup.params.sigma,
            pPpm: setup.params.pMinPpm,
            nFirst: setup.params.nFirst,
            nMax: setup.params.nMax,
            escalationBinds: setup.params.bindsByEscalation,
            problems: problems,
            checks: earlierChecks + checker.checks,
            outcomes: Outcome.allCases.filter { tally.count($0) > 0 }.map {
                MarketReport.Ending(name: $0.name, count: tally.count($0))
            },
            verified: tally.verified,
            mismatches: tally.mismatches,
            replicasPerDeal: mean(tally.replicas, deals),
            costPerDeal: mean(tally.cost, deals, unit: price),
            accepted: tally.accepted,
            wrong: tally.wrong,
            wrongVerified: tally.wrongVerified,
            wrongRate: Estimate(tally.wrong, of: deals),
            honestSlashed: tally.honestSlashed,
            honestSlashedWithMajority: tally.honestSlashedWithMajority,
            burned: Double(machine.burned) / price,
            slashed: Double(tally.slashed) / price,
            clientFines: Double(tally.clientFines) / price,
            groups: setup.groups.indices.map { group($0) },
            clients: setup.clients.indices.map { client($0) },
            series: tally.series.map { .init(deals: $0.deals, wrong: $0.wrong, active: $0.active) },
            focus: setup.focus,
            honestBaseline: setup.honestBaseline,
            predicted: setup.predicted
        )
    }

    private func mean(_ moments: Moments, _ count: Int, unit: Double = 1) -> Estimate {
        let count = Double(max(1, count))
        return Estimate(moments.sum / count / unit, error: moments.error(deals: tally.deals) / count / unit)
    }

    private func client(_ index: Int) -> MarketReport.Client {
        let sums = tally.clients[index]
        let count = Double(max(1, sums.jobs))
        let price = Double(setup.price)
        return MarketReport.Client(
            name: setup.clients[index].name,
            count: setup.clients[index].count,
            jobs: sums.jobs,
            costPerJob: Estimate(
                sums.cost.sum / count / price,
                error: sums.cost.error(deals: sums.jobs) / count / price
            )
        )
    }

    private func group(_ index: Int) -> MarketReport.Group {
        let group = setup.groups[index]
        let sums = tally.groups[index]
        let price = Double(setup.price)
        let verifications = tally.groups.reduce(0) { $0 + $1.verifications }
        let stake = setup.groups.reduce(Int64(0)) { $0 + Int64($1.count) * $1.slashes }
        // At least what one slash more or less would make.
        let slash = Double(setup.params.slash(cap: setup.cap) ?? 0)
        let least = slash * Double(max(1, sums.slashes)).squareRoot()
        let jobs = Double(max(1, sums.primaryJobs))
        return MarketReport.Group(
            name: group.name,
            nodes: group.count,
            primaryJobs: sums.primaryJobs,
            verifications: sums.verifications,
            slashes: sums.slashes,
            stakeShare: Double(Int64(group.count) * group.slashes) / Double(stake),
            verificationShare: Estimate(sums.verifications, of: verifications),
            profitPerJob: sums.primaryJobs == 0
                ? nil
                : Estimate(
                    sums.profit.sum / jobs / price,
                    error: sums.profit.error(deals: tally.deals, least: least) / jobs / price
                ),
            profitPerNode: sums.profit.sum / Double(max(1, group.count)) / price,
            lieRate: lieRate(index)
        )
    }

    /// Nodes decide for themselves, so the error is that between nodes.
    private func lieRate(_ index: Int) -> Estimate {
        let sums = tally.groups[index]
        let rates = workers.indices.filter { workers[$0].group == index && tally.lateJobs[$0] > 0 }.map {
            Double(tally.lateLies[$0]) / Double(tally.lateJobs[$0])
        }
        let rate = Double(sums.lies.second) / Double(max(1, sums.jobs.second))
        guard rates.count > 1 else { return Estimate(sums.lies.second, of: sums.jobs.second) }
        let middle = rates.reduce(0, +) / Double(rates.count)
        let spread = rates.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(rates.count - 1)
        let counted = Estimate(sums.lies.second, of: sums.jobs.second).error
        return Estimate(rate, error: max(counted, (spread / Double(rates.count)).squareRoot()))
    }
}
