import ContentAddressing
import Core

/// The ledger of verified compute: accounts, deals, draws and verdicts, as a value.
///
/// Messages, beacon values and the time go in; balances and events come out. It is a function of the genesis, the
/// accepted messages, the beacon values and the ticks: the same input gives the same bytes. It checks no signatures:
/// whoever drives it has checked them.
package struct SettlementMachine: Sendable {
    /// The parameters that a deal posted now would get.
    package var params: Params { paramsHistory[paramsHistory.count - 1] }
    /// All parameters that ever held.
    var paramsHistory: [Params]
    /// How results are sealed.
    package let sealing: Sealing
    /// The time of the last change.
    package internal(set) var time: Int64

    var accounts: [Account] = []
    var accountIndexes = LookupTable<AccountID, Int>()
    var deals: [Deal] = []
    var freeDeals: [Int] = []
    var dealIndexes = LookupTable<DealID, Int>()
    var nextSequence: UInt64 = 0
    var burntKeys = LookupTable<JobKey, Bool>()
    var unbonding: [Unbonding] = []

    /// Destroyed money.
    package internal(set) var burned: Int64 = 0
    /// Fees.
    package internal(set) var treasury: Int64 = 0
    /// Deposits less withdrawals.
    package internal(set) var external: Int64 = 0

    var beacon: BeaconRecord
    var epoch: Int64
    var table = DrawTable()
    var timers = DeadlineHeap()
    var draws = DrawQueue()

    // Not part of the state: answers worked out before, and what the last call did.
    var stakeGeneration: UInt64 = 0
    var poolAnswer = PoolAnswer()
    /// What the last call did, in order.
    package internal(set) var events: [Event] = []
    /// The deals that the last call closed.
    package internal(set) var closed: [ClosedDeal] = []
    /// The accounts that the last call changed, some of them more than once.
    package internal(set) var touched: [Int] = []
    /// The places of the deals that the last call changed, some of them more than once.
    package internal(set) var touchedDeals: [Int] = []

    /// Starts a ledger; the first snapshot of stakes is taken at once.
    ///
    /// Throws `BadParams` when the parameters have problems. A simulation may run with parameters under which cheating
    /// pays (`acceptingRisks`), but with none that the machine cannot work with.
    package init(_ genesis: Genesis, acceptingRisks: Bool = false) throws(SettlementError) {
        let problems = genesis.params.problems().filter { $0.isFatal || !acceptingRisks }
        if let problem = problems.first { throw SettlementError(.params, problem.description) }
        guard (0...Self.timeMax).contains(genesis.time) else {
            throw SettlementError(.time, "the ledger cannot start at \(genesis.time)")
        }
        paramsHistory = [genesis.params]
        sealing = genesis.sealing
        time = genesis.time
        epoch = genesis.time / genesis.params.epochLen
        beacon = BeaconRecord(genesis: genesis.beacon)
        for holding in genesis.holdings {
            guard holding.available >= 0, holding.stake >= 0,
                let sum = Units.sum(holding.available, holding.stake), let total = Units.sum(external, sum)
            else { throw SettlementError(.amount, "the holding of \(holding.account) is not an amount that can exist") }
            let index = account(creating: holding.account)
            accounts[index].available += holding.available
            accounts[index].freeStake += holding.stake
            external = total
        }
        rebuildTable()
        clearReport()
    }

    /// The last second that the ledger can reach.
    static let timeMax: Int64 = 1 << 50
    /// The most accounts.
    static let accountsMax = 1 << 26
    /// The most open deals.
    static let dealsMax = 1 << 24
}

/// Stake on its way to being money.
struct Unbonding: Hashable, Sendable {
    var release: Int64
    var account: Int
    var amount: Int64
}

/// Whether enough nodes could verify a deal with a certain slash, as long as no stake changes.
struct PoolAnswer: Sendable {
    var slash: Int64 = -1
    var generation: UInt64 = 0
    var isEnough = false
}
