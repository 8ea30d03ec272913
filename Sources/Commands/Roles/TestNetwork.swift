import ContentAddressing
import Ledger
import Settlement

/// The ledger that `devstack` makes: play money for the accounts of one process.
enum TestNetwork {
    static let name = "devstack"
    private static let credit: Int64 = 1_000_000_000
    /// What the orchestrator's account starts with, to pay for deals.
    static let clientMoney = 1_000_000 * credit
    /// What each node's account starts with beside its stake.
    static let nodeMoney = 1_000 * credit
    /// The stake of each node: the usual slash of 4 500 deals with a cap of one credit, and of two million of 0.002.
    static let nodeStake = 1_000_000 * credit
    /// What the faucet gives to one account on one day.
    static let faucetPerDay = 1_000 * credit

    /// The usual parameters with a beacon that does not let anybody wait.
    static var params: Params {
        var params = Params()
        params.beaconPeriod = 2
        params.beaconDelay = 2
        // Nodes of one machine: quick programs, quick answers, and stake that counts soon.
        params.refFuelPerS = 200_000_000
        params.tFetch = 60
        params.epochLen = 60
        return params
    }

    /// As `params`, with up to five replicas of a deal where there are nodes enough for them.
    static func params(nodes: Int) -> Params {
        var params = params
        if nodes > 5 { params.nMax = 5 }
        return params
    }

    static func genesis(
        params: Params,
        operatorKey: Digest256,
        keeper: BeaconKeeper,
        accounts: ClusterAccounts,
        now: Int64
    ) -> LedgerGenesis {
        let client = Genesis.Holding(account: accounts.orchestrator.account, available: clientMoney)
        let nodes = accounts.nodes.map {
            Genesis.Holding(account: $0.account, available: nodeMoney, stake: nodeStake)
        }
        return LedgerGenesis(
            name: name,
            isTest: true,
            faucetPerDay: faucetPerDay,
            operatorKey: operatorKey,
            salt: .random(),
            params: params,
            time: now,
            chain: keeper.chain(number: 0, firstRound: params.round(at: now), length: BeaconChain.usualLength),
            holdings: [client] + nodes
        )
    }
}
