import Client
import ContentAddressing
import Core
import Database
import Ledger
import Logging
import Orchestrator
import Settlement
import TestKit
import Testing

@testable import Commands

/// A whole cluster with a ledger in this process, behind its HTTP API, with engines that lie where a test wants it.
struct TrustCluster: Sendable {
    let cluster: LocalCluster
    let client: BacalhauClient

    /// The usual numbers, with rounds of a second.
    static var params: Params {
        var params = TestNetwork.params
        params.beaconPeriod = 1
        params.beaconDelay = 1
        params.tFetch = 20
        return params
    }

    /// Runs a cluster as long as the body takes, in a folder that may have been used before.
    static func with<Value: Sendable>(
        _ folder: String,
        nodes: Int,
        ledger: LedgerPlan? = .newTestNetwork(params),
        engine: String = WasmParameters.engineType,
        honesty: @escaping @Sendable (String) -> TestEngine.Honesty,
        _ body: @escaping @Sendable (TrustCluster) async throws -> Value
    ) async throws -> Value {
        var plan = ClusterPlan(folder: folder, nodes: [])
        plan.port = 0
        plan.durability = .relaxed
        plan.ledger = ledger
        plan.disabledEngines = ["wasm", "sandbox", "noop"].filter { $0 != engine }
        plan.stakedEngines = [engine]
        plan.prices.perGiBSecond = 500_000
        plan.prices.perGiBInput = 1 << 30
        plan.shutdownTime = .seconds(2)
        plan.engine = { name, _ in TestEngine(name: name, honesty: honesty(name), kind: engine) }
        plan.nodes = (0..<nodes).map {
            ClusterPlan.Node(
                name: "node-\($0)",
                capacity: Resources(cpuMillis: 4000, memoryBytes: 8 << 30, diskBytes: 1 << 40)
            )
        }
        var logger = Logger(label: "trust") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let cluster = try await LocalCluster.open(plan, logger: logger)
        let (ports, listening) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await cluster.run(onListening: { listening.yield($0) }, endsOnSignals: false)
                return nil
            }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return nil }
                try await eventually("all nodes are there") { await cluster.orchestrator.nodes().count == nodes }
                return try await body(
                    TrustCluster(cluster: cluster, client: BacalhauClient(host: "127.0.0.1", port: port))
                )
            }
            var result: Value?
            while result == nil, let next = try await group.next() { result = next }
            group.cancelAll()
            while (try? await group.next()) != nil {}
            return try #require(result)
        }
    }

    /// A job of so many partitions whose program prints the seed.
    static func spec(_ seed: String, count: Int = 1, trust: String) -> String {
        """
        {"Name": "\(seed)", "Type": "batch", "Count": \(count), "Trust": \(trust),
         "Tasks": [{"Name": "main", "Engine": {"Type": "wasm", "Params": {"EntryModule": "/p.wasm"}},
                    "Env": {"SEED": "\(seed)"},
                    "InputSources": [{"Source": {"Type": "inline", "Params": {"URL": "data:,x"}}, "Target": "/p.wasm"}]
                   }]}
        """
    }

    /// The same without fuel: half a processor and half a gibibyte for so many seconds, and a file to read.
    static func wholeSpec(_ seed: String, count: Int = 1, seconds: Int, input: String, trust: String) -> String {
        """
        {"Name": "\(seed)", "Type": "batch", "Count": \(count), "Trust": \(trust),
         "Tasks": [{"Name": "main", "Engine": {"Type": "sandbox", "Params": {"Command": "cat /in"}},
                    "Env": {"SEED": "\(seed)"}, "Timeouts": {"ExecutionTimeout": \(seconds)},
                    "Resources": {"CPU": "500m", "Memory": "512MiB"},
                    "InputSources": [{"Source": {"Type": "ipfs", "Params": {"CID": "\(input)"}}, "Target": "/in"}]
                   }]}
        """
    }

    /// Submits and waits for the end.
    func run(_ spec: String) async throws -> JobSummary {
        let job = try await client.submit(spec: spec)
        return try await client.wait(job.id, limit: .seconds(60))
    }

    /// The deals of the cluster's client by job, once the ledger has closed all of them.
    func closedDeals(of job: String) async throws -> [DealRecord] {
        let store = try deals
        let id = JobID(try await client.job(job).id)
        try await eventually(limit: .seconds(150), "the end of every deal of \(job)") {
            let deals = try await store.deals(of: id, version: 0, offset: 0, limit: 10_000)
            return !deals.isEmpty && deals.allSatisfy { !$0.isOpen }
        }
        return try await store.deals(of: id, version: 0, offset: 0, limit: 10_000)
    }

    /// What a node owns on the ledger.
    func wealth(of node: Int) async throws -> Int64 {
        let ledger = try #require(cluster.ledger)
        return try await ledger.account(cluster.accounts.nodes[node].account).account.total
    }

    /// The client's records of deals.
    var deals: any DealStore {
        get throws { try #require(cluster.deals).store }
    }

    /// The receipt of a deal's execution proves what its record says; it is there once the node has opened its result.
    func expectReceipt(of deal: DealRecord) async throws {
        let store = try deals
        try await eventually(limit: .seconds(60), "the opening of \(deal.executionID)") {
            try await store.deal(of: deal.executionID)?.rho != nil
        }
        let bytes = try await client.receipt(ofExecution: deal.executionID.text)
        let receipt = try Receipt(decoding: bytes)
        try receipt.verify(ledgerKey: #require(cluster.ledger).capabilities.operatorKey)
        #expect(receipt.deal.digest == deal.deal && receipt.job.key.digest == deal.jobKey)
        #expect(receipt.result.node.digest == deal.account && receipt.result.slot == 0)
        #expect(receipt.result.outputRoot == deal.result?.multihash.sha256Digest)
        #expect(receipt.result.charge == deal.charge && receipt.outcome.name == deal.outcome)
    }

    /// What each node owns.
    func wealth() async throws -> [Int64] {
        var wealth: [Int64] = []
        for node in cluster.accounts.nodes.indices { wealth.append(try await self.wealth(of: node)) }
        return wealth
    }

    /// The id of a node.
    func nodeID(_ node: Int) async throws -> String {
        try #require(await cluster.orchestrator.nodes().first { $0.info.name == "node-\(node)" }).info.id.text
    }

    /// The ledger that a former cluster made in the folder.
    static func existing(_ folder: String) throws -> LedgerPlan {
        .existing(operatorKey: try LedgerFolder(dataDirectory: folder).operatorKey(PassphraseSource()))
    }

    /// All that there is, against what was brought in.
    func expectBalance() async throws {
        let machine = try await #require(cluster.ledger).state().state.machine
        let held = (0..<machine.accountCount).reduce(0) { $0 + machine.account(at: $1).total }
        let total = held + machine.burned + machine.treasury
        #expect(total == machine.external, "the books do not balance")
    }

    /// Stake that a node lost in a deal, and who else ran that deal's job.
    struct Slash: Sendable {
        var node: Int
        var amount: Int64
        var others: [Int]
    }

    /// All stake that was lost, as the ledger's log tells it.
    func slashes() async throws -> [Slash] {
        let ledger = try #require(cluster.ledger)
        var runs: [DealID: [Int]] = [:]
        var lost: [(deal: DealID, node: Int, amount: Int64)] = []
        var last: UInt64 = 0
        while true {
            let entries = try await ledger.events(after: last, limit: 500)
            guard let newest = entries.last else { break }
            last = newest.sequence
            for event in entries.flatMap(\.effects.events) {
                guard let deal = event.deal, let kind = Event.Kind(rawValue: event.kind.code),
                    let node = cluster.accounts.nodes.firstIndex(where: { $0.account == event.account })
                else { continue }
                switch kind {
                case .assigned, .drawn: runs[deal, default: []].append(node)
                case .slashed: lost.append((deal, node, event.amount))
                default: break
                }
            }
        }
        return lost.map { item in
            Slash(node: item.node, amount: item.amount, others: (runs[item.deal] ?? []).filter { $0 != item.node })
        }
    }

    /// What an operator does who knows them: honest nodes that were outvoted work again.
    func readmit(_ nodes: Range<Int>) async throws {
        for node in nodes where try await membership(of: node) == .rejected {
            try await cluster.orchestrator.setMembership(of: "node-\(node)", to: .approved, message: "is honest")
        }
    }

    /// The state of a node's membership.
    func membership(of node: Int) async throws -> NodeState.Membership {
        let name = "node-\(node)"
        return try #require(await cluster.orchestrator.nodes().first { $0.info.name == name }).membership
    }
}
