import ContentAddressing
import Core
import Deals
import Scheduling
import Settlement

/// What a job would cost and risk in every style, from what the nodes ask and the ledger's parameters; pure.
struct JobEstimator {
    let nodes: [NodeState]
    /// The ledger that is paid on, with its parameters; nil when there is none.
    let ledger: (id: Digest256, params: Params)?
    /// What the paying account has.
    let available: Int64?

    /// The shares of the network that lie together, as the estimate shows them.
    static let shares = [0, 0.1, 0.2, 0.33]
    /// What running a job costs a node, as a part of its price: the assumption of docs/market-simulator.md.
    private static let costShare = 0.7

    /// The figures of a normalised and valid spec; `partitions` is how many there are, when that is known.
    func estimate(_ spec: JobSpec, partitions: Int? = nil) -> JobEstimate {
        let (executions, note) = executions(spec, partitions)
        var result = JobEstimate(executions: executions)
        if !note.isEmpty { result.notes.append(note) }
        let trust = spec.trust ?? TrustSpec(style: .fast)
        let work = PaidWork(spec.task, fuelMax: trust.maxFuel, maxPrice: trust.maxPrice)
        let caps = caps(of: work, spec)
        if let least = caps.min(), let most = caps.max() {
            result.cap = most
            (result.chargeLeast, result.chargeMost) = (least, most)
            result.notes.append(basis(work, nodes: caps.count))
        }
        result.available = available
        for style in TrustSpec.Style.allCases {
            var choice = JobEstimate.Choice(style: style)
            choice.isChosen = style == trust.style
            choice.odds = Self.shares.map { JobEstimate.Odds(LieOdds.unchecked, share: $0) }
            if style.isPaid { pay(&choice, trust, spec, result, canPay: !caps.isEmpty) }
            result.choices.append(choice)
        }
        return result
    }

    /// Fills in what a paid style costs, or why it cannot be had.
    private func pay(
        _ choice: inout JobEstimate.Choice,
        _ trust: TrustSpec,
        _ spec: JobSpec,
        _ job: JobEstimate,
        canPay: Bool
    ) {
        choice.odds = []
        guard let params = ledger?.params else { return choice.obstacle = "this cluster has no ledger" }
        if let problem = problem(choice.style, trust, spec) { return choice.obstacle = problem }
        guard canPay else { return choice.obstacle = "no node can be paid for it" }
        let checks = checks(choice.style, trust, params)
        if case .replicas(let count) = checks, count > params.nMax {
            return choice.obstacle = "the ledger compares at most \(params.nMax) replicas"
        }
        let terms = MarketTerms(params, checks: checks, cost: Self.costShare)
        choice.odds = Self.shares.map { JobEstimate.Odds(LieOdds(terms, share: $0), share: $0) }
        guard
            let deal = DealEstimate(params, checks: checks, cap: job.cap, charge: job.chargeLeast...job.chargeMost),
            let all = Totals(deal, count: Int64(job.executions))
        else { return choice.obstacle = "it costs more than can exist" }
        choice.escrowPerDeal = deal.escrow
        choice.escrow = all.escrow
        choice.postFees = all.fees
        (choice.expectedLeast, choice.expectedMost) = (all.least, all.high)
        choice.most = all.most
        if job.chargeMost > 0 {
            let overhead = Double(deal.expected.upperBound - job.chargeMost) / Double(job.chargeMost)
            choice.overheadPercent = overhead * 100
        }
        if let available, available - params.clientMin < all.escrow + all.fees {
            let has = CreditQuantity.text(available)
            let floor = CreditQuantity.text(params.clientMin)
            choice.obstacle =
                "the account has \(has), of which \(floor) stay; not all of it can run at once"
        }
    }

    /// What the job would have to change for a style; nil when it may be run in it.
    private func problem(_ style: TrustSpec.Style, _ given: TrustSpec, _ spec: JobSpec) -> String? {
        var spec = spec
        var trust = TrustSpec(style: style)
        trust.maxPrice = given.maxPrice
        spec.trust = trust
        return JobSpecValidator.validate(JobNormaliser.normalise(spec).spec).first?.description
    }

    private func checks(_ style: TrustSpec.Style, _ trust: TrustSpec, _ params: Params) -> DealEstimate.Checks {
        switch style {
        case .redundant: .replicas(Int64(trust.replicas ?? TrustSpec.replicasDefault))
        case .assured: .always
        case .fast, .trusted, .verified: .chance(DealEstimate.chance(params, wanted: trust.checkPpm))
        }
    }

    /// The caps of the nodes that could be paid for the work.
    private func caps(of work: PaidWork, _ spec: JobSpec) -> [Int64] {
        let checkers = checkers(spec)
        return payable(spec).compactMap { node in
            guard var prices = node.info.deals?.prices else { return nil }
            if let params = ledger?.params { prices.perGfuel = max(prices.perGfuel, params.floorPerGfuel) }
            return checkers.cap(of: work, at: prices)
        }
    }

    /// What the nodes that could check the job ask for it.
    func checkers(_ spec: JobSpec) -> CheckerPrices {
        let multiple = (ledger?.params ?? Params()).multMinBps
        return CheckerPrices(payable(spec).compactMap { $0.info.deals?.prices }, multBps: multiple)
    }

    /// The nodes that could be paid for the job, and so could run it again to check it.
    func payable(_ spec: JobSpec) -> [NodeState] {
        let shape = paidShape(spec)
        return nodes.filter { Suitability.obstacles(to: shape, on: $0, ledger: ledger?.id).isEmpty }
    }

    /// What most of the other nodes lack, in words; empty when there are none.
    func obstacle(_ spec: JobSpec) -> String {
        let shape = paidShape(spec)
        let reasons = nodes.compactMap { Suitability.obstacles(to: shape, on: $0, ledger: ledger?.id).first }.sorted()
        var most = (reason: "", count: 0)
        var count = 0
        for (index, reason) in reasons.enumerated() {
            count = index > 0 && reasons[index - 1] == reason ? count + 1 : 1
            if count > most.count { most = (reason, count) }
        }
        return most.reason
    }

    /// What the job asks of a node when it is paid.
    private func paidShape(_ spec: JobSpec) -> TaskShape {
        var spec = spec
        let former = spec.trust
        spec.trust = TrustSpec(style: .verified)
        spec.trust?.maxPrice = former?.maxPrice
        spec.trust?.maxFuel = former?.maxFuel
        return TaskShape(spec)
    }

    private func executions(_ spec: JobSpec, _ partitions: Int?) -> (count: Int, note: String) {
        if spec.type == .ops {
            let count = nodes.count { Suitability.obstacles(to: TaskShape(spec), on: $0, ledger: ledger?.id).isEmpty }
            return (count, "an ops job runs on every node that suits it: \(count) now")
        }
        if let partitions { return (partitions, "") }
        switch spec.shard?.rule {
        case .parts(let count): return (count, "")
        case .perFile, .bytes:
            return (1, "the input decides how many partitions there are: the figures are for one")
        case nil: return (spec.count ?? 1, "")
        }
    }

    private func basis(_ work: PaidWork, nodes: Int) -> String {
        let whose = nodes == 1 ? "the one node" : "the \(nodes) nodes"
        return switch work.measure {
        case .metered:
            "\(whose) that can be paid ask so much when a run uses all its fuel; one that uses less costs less"
        case .whole(_, _, let seconds): "\(whose) that can be paid ask so much for \(seconds) s, without the input"
        }
    }

    /// The figures of so many deals; nil when one of them is more than can exist.
    private struct Totals {
        var escrow: Int64
        var fees: Int64
        var least: Int64
        var high: Int64
        var most: Int64

        init?(_ deal: DealEstimate, count: Int64) {
            func times(_ amount: Int64) -> Int64? { Units.scaledUp(amount, by: count, over: 1) }
            guard let escrow = times(deal.escrow), let fees = times(deal.postFee),
                let least = times(deal.expected.lowerBound), let high = times(deal.expected.upperBound),
                let most = times(deal.most)
            else { return nil }
            self.escrow = escrow
            self.fees = fees
            self.least = least
            self.high = high
            self.most = most
        }
    }
}

extension JobEstimate.Odds {
    init(_ odds: LieOdds, share: Double) {
        self.init(share: share, found: odds.found, lossPerAccepted: odds.lossPerAccepted)
    }
}
