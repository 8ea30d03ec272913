import Core
import Deals
import Ledger
import Settlement
import Synchronization

/// Accepts paid jobs only where they can be paid and verified.
final class DealAdmission: JobAdmission {
    typealias Nodes = @Sendable () async -> [NodeState]

    /// The ledger and the account that pays; nil without a ledger.
    private let market: (ledger: any SettlementLedger, account: AccountID)?
    /// Kept whole: a bare closure in a lock is wrapped once more each time it is read.
    private struct Source: Sendable {
        var nodes: Nodes
    }

    private let source = Mutex<Source?>(nil)

    /// What the ledger said lately, so that a burst of jobs does not ask the same again and again.
    private struct Known: Sendable {
        var until: ContinuousClock.Instant
        var params: Params
        var accounts: [AccountID: Account] = [:]
    }

    private static let knownFor = Duration.seconds(2)
    private let known = Mutex<Known?>(nil)
    private let grace: StartGrace
    private let startedAt = ContinuousClock.now

    init(ledger: (any SettlementLedger)?, account: AccountID, grace: StartGrace = StartGrace()) {
        market = ledger.map { ($0, account) }
        self.grace = grace
    }

    /// Says who knows the nodes; to be called before the first job comes.
    func connect(_ body: @escaping Nodes) { source.withLock { $0 = Source(nodes: body) } }

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
        let check = try await checkedNodes(spec, partitions, ledger)
        let capabilities = ledger.capabilities
        try check.checkMoney(
            PaidJobCheck.Payer(
                account: account,
                available: try await ledger.account(account).account.available,
                faucetPerDay: capabilities.isTest ? capabilities.faucetPerDay : 0
            )
        )
    }

    private func checkedNodes(
        _ spec: JobSpec,
        _ partitions: Int,
        _ ledger: any SettlementLedger
    ) async throws -> PaidJobCheck {
        let known = source.withLock { $0 }?.nodes
        while true {
            let check = PaidJobCheck(
                spec,
                partitions: partitions,
                nodes: await known?() ?? [],
                ledger: (ledger.capabilities.ledger, try await params(ledger))
            )
            try check.checkWork()
            let staked = try await staked(check, ledger)
            switch grace.step(found: staked, needed: check.nodesNeeded, sinceStart: .now - startedAt) {
            case .countAgain(let pause): try await Task.sleep(for: pause)
            case .decide:
                try check.checkNodes(staked: staked)
                return check
            }
        }
    }

    private func params(_ ledger: any SettlementLedger) async throws -> Params {
        if let known = known.withLock({ $0 }), known.until > .now { return known.params }
        let params = try await ledger.params()
        known.withLock { $0 = Known(until: .now + Self.knownFor, params: params) }
        return params
    }

    private func account(_ id: AccountID, _ ledger: any SettlementLedger) async throws -> Account {
        if let account = known.withLock({ $0?.accounts[id] }) { return account }
        let account = try await ledger.account(id).account
        known.withLock { $0?.accounts[id] = account }
        return account
    }

    /// How many of the candidates have the stake; no more are looked at than are needed.
    private func staked(_ check: PaidJobCheck, _ ledger: any SettlementLedger) async throws -> Int {
        guard let stake = check.stakeNeeded else { return 0 }
        var count = 0
        for node in check.candidates where count < check.nodesNeeded {
            guard let digest = node.info.deals?.account else { continue }
            let account = try await account(AccountID(digest), ledger)
            if account.stake >= stake, !account.isExiting { count += 1 }
        }
        return count
    }
}
