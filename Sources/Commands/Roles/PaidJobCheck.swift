import ContentAddressing
import Core
import Deals
import Settlement

/// What has to be there before a paid job is accepted: a ledger's nodes with stake, and money; pure.
struct PaidJobCheck {
    /// The account that pays, as it stands.
    struct Payer {
        var account: AccountID
        var available: Int64
        /// What a faucet gives on one day; 0 when there is none.
        var faucetPerDay: Int64
    }

    let spec: JobSpec
    let params: Params
    let estimate: JobEstimate
    /// The nodes that can do the work and be paid for it; whether they have the stake is for the ledger to say.
    let candidates: [NodeState]
    private let checkers: CheckerPrices
    /// What most of the other nodes lack; empty when there are none.
    private let obstacle: String

    private static let component = "Deals"

    /// Of a normalised and valid spec with so many partitions.
    init(_ spec: JobSpec, partitions: Int, nodes: [NodeState], ledger: (id: Digest256, params: Params)) {
        self.spec = spec
        params = ledger.params
        let estimator = JobEstimator(nodes: nodes, ledger: ledger, available: nil)
        estimate = estimator.estimate(spec, partitions: partitions)
        candidates = estimator.payable(spec)
        checkers = estimator.checkers(spec)
        obstacle = estimator.obstacle(spec)
    }

    /// How many nodes must be able to verify: the one that runs the job, and all that may be drawn.
    var nodesNeeded: Int { Int(clamping: params.nMax) + 1 }

    /// The stake that a node needs for the dearest deal; nil when it is more than can exist.
    var stakeNeeded: Int64? { params.slash(cap: estimate.cap) }

    /// Throws when no deal can be made of the job, whoever runs it.
    func checkWork() throws(CoreError) {
        guard let prices = candidates.first?.info.deals?.prices else { return }
        _ = try DealQuote(spec, prices: prices, checkers: checkers, params: params)
    }

    /// Throws when fewer nodes can verify than may be needed; `staked` of the candidates have the stake.
    func checkNodes(staked: Int) throws(CoreError) {
        guard staked < nodesNeeded else { return }
        var counts = "\(Self.nodes(staked)) can verify it and \(nodesNeeded) are needed"
        if candidates.count > staked {
            let stake = stakeNeeded.map { CreditQuantity.text($0) } ?? "more than can exist"
            counts += "; \(Self.nodes(candidates.count - staked)) could, but have less stake than \(stake)"
        }
        if !obstacle.isEmpty { counts += "; of others: \(obstacle)" }
        throw CoreError(
            .exhausted,
            "the job is \(style.rawValue), but \(counts)",
            hint: "`bacalhau node list` shows the nodes: they have to be connected and approved, suit the job and take "
                + "paid work on this ledger; or set Trust.Style to fast",
            component: Self.component
        )
    }

    /// Throws when the job cannot be had in its style whatever the money, or the payer has too little for all of it.
    func checkMoney(_ payer: Payer) throws(CoreError) {
        guard let choice = estimate.choices.first(where: { $0.isChosen }) else { return }
        guard choice.obstacle.isEmpty else {
            throw CoreError(
                .validation,
                "the job cannot be \(style.rawValue): \(choice.obstacle)",
                hint: "`bacalhau job estimate` shows what can be had; or set Trust.Style to fast",
                component: Self.component
            )
        }
        let total = Units.sum(choice.escrow, choice.postFees).flatMap { Units.sum($0, params.clientMin) }
        guard let total, total <= payer.available else {
            throw tooLittle(payer, choice, missing: total.map { $0 - payer.available })
        }
    }

    private var style: TrustSpec.Style { spec.trust?.style ?? .fast }

    private func tooLittle(_ payer: Payer, _ choice: JobEstimate.Choice, missing: Int64?) -> CoreError {
        func text(_ units: Int64) -> String { CreditQuantity.text(units) }
        let count = estimate.executions
        let escrow =
            count == 1
            ? "\(text(choice.escrow)) of escrow"
            : "\(text(choice.escrow)) of escrow (\(count) executions of \(text(choice.escrowPerDeal)) each)"
        let needs = "\(escrow), \(text(choice.postFees)) of post fees and \(text(params.clientMin)) that stay"
        guard let missing else {
            return CoreError(
                .validation,
                "the job needs more than can exist: \(needs)",
                hint: "lower Trust.MaxPrice or Trust.MaxFuel",
                component: Self.component
            )
        }
        let fits = missing <= payer.faucetPerDay
        return CoreError(
            .paymentRequired,
            "the job needs \(needs); the account \(payer.account) has \(text(payer.available)), so \(text(missing)) "
                + "are missing",
            hint: "`bacalhau wallet \(fits ? "faucet" : "deposit") \(payer.account) \(text(missing))` "
                + (fits ? "" : "by the ledger's operator ") + "brings it in; a lower Trust.MaxPrice or Trust.MaxFuel "
                + "needs less, and `bacalhau job estimate` shows how much",
            component: Self.component
        )
    }

    private static func nodes(_ count: Int) -> String { count == 1 ? "1 node" : "\(count) nodes" }
}
