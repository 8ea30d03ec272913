import ContentAddressing
import Core
import Deals
import Ledger
import Settlement

/// Jobs, nodes and results that tests of deals share.
enum Sample {
    static let secret = Digest256(repeating: 9)
    static let clientKey = SigningKey(seed: Digest256(repeating: 200))
    static let nodeKeys = (0..<9).map { SigningKey(seed: Digest256(repeating: UInt8(100 + $0))) }
    static let client = clientKey?.account ?? AccountID(.zero)
    static let accounts = nodeKeys.map { $0?.account ?? AccountID(.zero) }
    static let version = "test 1"
    /// A millicredit for the fuel, and a unit for each byte that work without fuel reads.
    static let prices = NodePrices(perGfuel: 1_000, perGiBInput: 1 << 30)
    static let offers = nodeKeys.map { key in
        key.flatMap { NodeOffer.standing(price: 1_000, expiry: .max, ledger: PureLedger.id, key: $0) } ?? []
    }

    static func nodeID(_ index: Int) -> NodeID { NodeID("node-\(index)") }

    static func node(_ index: Int) -> NodeInfo {
        var info = NodeInfo(id: nodeID(index), name: "n\(index)", capacity: Resources(cpuMillis: 1000))
        info.engines = ["wasm", "sandbox"].map { EngineStatus(kind: $0, isAvailable: true, version: version) }
        info.deals = NodeDeals(
            ledger: PureLedger.id,
            account: accounts[index].digest,
            prices: prices,
            engines: ["wasm", "sandbox"],
            offer: offers[index]
        )
        return info
    }

    static func spec(_ style: TrustSpec.Style, checkPpm: UInt32? = nil, replicas: Int? = nil) -> JobSpec {
        var spec = JobSpec()
        spec.name = "sample"
        var task = TaskSpec()
        task.name = "main"
        task.engine = TypedSpec(
            type: "wasm",
            params: .object([JSONValue.Member("EntryModule", .string("/p.wasm"))])
        )
        task.inputs = [
            InputSpec(
                source: TypedSpec(type: "inline", params: .object([JSONValue.Member("URL", .string("data:,x"))])),
                target: "/p.wasm"
            )
        ]
        spec.tasks = [task]
        var trust = TrustSpec(style: style)
        trust.checkPpm = checkPpm
        trust.replicas = replicas
        trust.maxFuel = 2_000_000_000
        spec.trust = trust
        return spec
    }

    /// A metered job that reads a file.
    static func readingSpec() -> JobSpec {
        var spec = spec(.verified)
        spec.tasks[0].inputs += wholeSpec(.verified).tasks[0].inputs
        return spec
    }

    /// A job without fuel that reads a file: it is paid as a whole.
    static func wholeSpec(_ style: TrustSpec.Style, checkPpm: UInt32? = nil, replicas: Int? = nil) -> JobSpec {
        var spec = spec(style, checkPpm: checkPpm, replicas: replicas)
        spec.tasks[0].engine = TypedSpec(type: "sandbox", params: .object([]))
        let source = JSONValue.object([JSONValue.Member("CID", .string(cid("input").description))])
        spec.tasks[0].inputs = [InputSpec(source: TypedSpec(type: "ipfs", params: source), target: "/data")]
        spec.trust?.maxFuel = nil
        return spec
    }

    /// A node's offer to do all of a job.
    static func offer(_ node: Int, job: JobKey, price: Int64, expiry: Int64 = .max) -> [UInt8] {
        nodeKeys[node].flatMap {
            NodeOffer.whole(job: job, price: price, expiry: expiry, ledger: PureLedger.id, key: $0)
        } ?? []
    }

    static func order(_ number: Int = 0, on node: Int = 0, _ spec: JobSpec) -> ExecutionOrder {
        let job = Job(id: JobID("j-\(number)"), spec: spec, partitions: 1, createdAt: .zero)
        let execution = Execution(
            id: ExecutionID("e-\(number)"),
            job: job,
            partition: 0,
            nodeID: nodeID(node),
            attempt: 1,
            allocated: Resources(),
            now: .zero
        )
        return ExecutionOrder(execution: execution, job: job)
    }

    static func cid(_ text: String) -> CID { .raw(.sha256(of: Array(text.utf8))) }

    /// The report of a run that came to its end with an answer.
    static func report(_ id: ExecutionID, _ answer: String, exit: Int = 0) -> ExecutionReport {
        var report = ExecutionReport(executionID: id, ending: .completed)
        report.result = cid(answer)
        report.usage.fuel = 1_000_000_000
        report.usage.memoryPeakBytes = 65_536
        var output = RunOutput()
        output.exitCode = exit
        report.output = output
        return report
    }

    static func clientMachine(nonce: UInt64 = 0, params: Params = PureLedger.params) -> ClientDealMachine {
        ClientDealMachine(
            configuration: ClientDealMachine.Configuration(
                ledger: PureLedger.id,
                account: client,
                secret: secret
            ),
            params: params,
            nextDealNonce: nonce
        )
    }

    static func nodeMachine(_ index: Int, prices: NodePrices = prices) -> NodeDealMachine {
        NodeDealMachine(
            configuration: NodeDealMachine.Configuration(
                ledger: PureLedger.id,
                account: accounts[index],
                secret: Digest256(repeating: UInt8(index + 1)),
                prices: prices,
                engineVersions: ["wasm": version, "sandbox": version],
                params: PureLedger.params
            )
        )
    }

    /// Nodes with a stake for many deals, and a client with money.
    static func ledger(
        nodes: Int = 7,
        params: Params = PureLedger.params,
        money: Int64 = 1_000_000_000
    ) throws
        -> PureLedger
    {
        var holdings = (0..<nodes).map {
            Genesis.Holding(account: accounts[$0], available: 1_000, stake: 40_000_000)
        }
        holdings.append(Genesis.Holding(account: client, available: money))
        return try PureLedger(params: params, holdings: holdings, time: 1_000_000)
    }
}
