import Core
import Ledger
import Settlement
import Synchronization

/// Accepts paid jobs only where they can be paid and verified.
final class DealAdmission: JobAdmission {
    typealias Nodes = @Sendable () async -> [NodeState]

    /// The ledger and the account that pays; nil without a ledger.
    private let market: (ledger: any SettlementLedger, account: AccountID)?
    private let nodes = Mutex<Nodes?>(nil)

    init(ledger: (any SettlementLedger)?, account: AccountID) {
        market = ledger.map { ($0, account) }
    }

    /// Says who knows the nodes; to be called before the first job comes.
    func connect(_ body: @escaping Nodes) { nodes.withLock { $0 = body } }

    func admit(_ spec: JobSpec, partitions: Int) async throws {
        guard let trust = spec.trust, trust.style.isPaid else { return }
        guard let (ledger, account) = market else {
            throw CoreError(
                .validation,
                "the job is \(trust.style.rawValue), which is paid for, and this server has no ledger",
                hint:
                    "start it with 'bacalhau serve --ledger' after 'bacalhau ledger init', or use 'bacalhau devstack'; "
                    + "or set Trust.Style to fast",
                component: "Deals"
            )
        }
        let known = nodes.withLock { $0 }
        let check = PaidJobCheck(
            spec,
            partitions: partitions,
            nodes: await known?() ?? [],
            ledger: (ledger.capabilities.ledger, try await ledger.params())
        )
        try check.checkNodes(staked: try await staked(check, ledger))
        let capabilities = ledger.capabilities
        try check.checkMoney(
            PaidJobCheck.Payer(
                account: account,
                available: try await ledger.account(account).account.available,
                faucetPerDay: capabilities.isTest ? capabilities.faucetPerDay : 0
            )
        )
    }

    /// How many of the candidates have the stake; no more are looked at than are needed.
    private func staked(_ check: PaidJobCheck, _ ledger: any SettlementLedger) async throws -> Int {
        guard let stake = check.stakeNeeded else { return 0 }
        var count = 0
        for node in check.candidates where count < check.nodesNeeded {
            guard let digest = node.info.deals?.account else { continue }
            let account = try await ledger.account(AccountID(digest)).account
            if account.stake >= stake, !account.isExiting { count += 1 }
        }
        return count
    }
}
