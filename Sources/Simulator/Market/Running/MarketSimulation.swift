import ContentAddressing
import Core
package import Settlement

/// A market from a seed: the real ledger, with nodes and clients of which some attack it.
///
/// Deals follow each other, so that each has the ledger for itself; the simulation has no clock but the ledger's.
package struct MarketSimulation {
    struct Worker {
        var account: AccountID
        var group: Int
        var side: DealNode
        var agent: any NodeAgent
        var random: RandomStream
    }

    struct Customer {
        var group: Int
        var behaviour: ClientBehaviour
        var accomplices: Int?
        var side: DealClient
        var nonce: UInt64 = 0
    }

    /// What a node does in the deal at hand.
    struct Job {
        var worker: Int
        var wave: Int
        var plan: SlotPlan
        var opening: Opening
        var hasCommitted = false
        var isLeaked = false
    }

    let setup: MarketSetup
    var machine: SettlementMachine
    var checker: InvariantChecker
    var workers: [Worker] = []
    var customers: [Customer] = []
    var tally: MarketTally
    /// Why the run is not to be trusted; empty when all is well.
    var problems: [String] = []
    var earlierChecks = 0

    var world: RandomStream
    var jobs: RandomStream
    var beacon: RandomStream
    var now: Int64 = 0

    // The deal at hand.
    var slots: [Job] = []
    var job = JobKey(.zero)
    var profits: [Int64]
    var closed: ClosedDeal?

    private var ends: [UInt64] = []

    /// Throws when the ledger refuses the parameters.
    package init(_ setup: MarketSetup) throws(SettlementError) {
        self.setup = setup
        world = RandomStream(seed: setup.seed, label: "world")
        jobs = RandomStream(seed: setup.seed, label: "jobs")
        beacon = RandomStream(seed: setup.seed, label: "beacon")
        let slash = setup.params.slash(cap: setup.cap) ?? 0
        var holdings: [Genesis.Holding] = []
        var end: UInt64 = 0
        for (index, group) in setup.groups.enumerated() {
            for _ in 0..<group.count {
                let account = LedgerScript.account(named: "node-\(workers.count)")
                workers.append(
                    Worker(
                        account: account,
                        group: index,
                        side: DealNode(account: account, sealing: setup.sealing),
                        agent: group.agent,
                        random: RandomStream(seed: setup.seed, label: "node\(account)")
                    )
                )
                holdings.append(Genesis.Holding(account: account, stake: slash * group.slashes))
                end += group.agent.takesPrimaryWork ? UInt64(group.slashes) : 0
                ends.append(end)
            }
        }
        for (index, group) in setup.clients.enumerated() {
            for _ in 0..<group.count {
                let account = LedgerScript.account(named: "client-\(customers.count)")
                var random = RandomStream(seed: setup.seed, label: "client\(account)")
                let policy = ClientPolicy(
                    pPpm: UInt32(setup.params.pMinPpm),
                    multBps: setup.params.multMinBps,
                    verifiesAlways: group.behaviour == .verifying
                )
                let side = DealClient(
                    account: account,
                    secret: random.digest(),
                    policy: policy,
                    sealing: setup.sealing
                )
                customers.append(
                    Customer(group: index, behaviour: group.behaviour, accomplices: group.accomplices, side: side)
                )
                holdings.append(Genesis.Holding(account: account, available: Self.wallet))
            }
        }
        let genesis = Genesis(params: setup.params, sealing: setup.sealing, beacon: .zero, holdings: holdings)
        machine = try SettlementMachine(genesis, acceptingRisks: true)
        do throws(InvariantViolation) {
            checker = try InvariantChecker(machine)
        } catch {
            throw SettlementError(.params, "\(error)")
        }
        tally = MarketTally(groups: setup.groups.count, clients: setup.clients.count, nodes: workers.count)
        profits = Array(repeating: 0, count: setup.groups.count)
    }

    /// What every client has at the start.
    private static let wallet: Int64 = 100_000_000_000_000_000

    /// Runs all deals and returns what came of them.
    package static func run(_ setup: MarketSetup) throws(SettlementError) -> MarketReport {
        var simulation = try MarketSimulation(setup)
        simulation.advance(deals: setup.deals)
        return simulation.report()
    }

    /// Runs more deals, as long as nothing is wrong.
    package mutating func advance(deals: Int) {
        let step = max(1, setup.deals / 20)
        for _ in 0..<deals {
            guard problems.isEmpty else { return }
            runDeal()
            tally.deals += 1
            if setup.checks != .never, tally.deals % 1000 == 0 { checkEverything() }
            if !setup.topsUp, tally.deals % step == 0 { notePoint() }
        }
    }

    /// Whether something went wrong, after which no more deals are run.
    package var hasFailed: Bool { !problems.isEmpty }

    /// How many deals have been run.
    package var dealCount: Int { tally.deals }

    /// A primary for the next deal, by stake, of those that can take it; nil when there is none.
    mutating func choosePrimary() -> Int? {
        guard let total = ends.last, total > 0 else { return nil }
        for _ in 0..<4096 {
            let number = world.below(total)
            var low = 0
            var high = ends.count - 1
            while low < high {
                let middle = (low + high) / 2
                if number < ends[middle] { high = middle } else { low = middle + 1 }
            }
            if canTakeJobs(low) { return low }
        }
        return nil
    }

    /// Whether a node has stake for a primary job beside its reserve.
    func canTakeJobs(_ worker: Int) -> Bool {
        let account = machine.account(at: worker)
        let slash = setup.params.slash(cap: setup.cap) ?? .max
        let reserve = Units.scaledUp(account.stake, by: setup.params.verifyReservePpm, over: Units.ppm) ?? .max
        return account.freeStake - slash >= max(slash, reserve)
    }
}
