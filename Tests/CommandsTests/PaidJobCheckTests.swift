import ContentAddressing
import Core
import Deals
import Settlement
import Testing

@testable import Commands

/// Which paid jobs are accepted, and what the others are told.
struct PaidJobCheckTests {
    private static let ledger = SHA256Hasher.digest(of: [1])
    private static let credit: Int64 = 1_000_000_000
    private static let payer = AccountID(SHA256Hasher.digest(of: [2]))

    static func node(_ number: Int, perGfuel: Int64 = 10_000, engine: String = "wasm") -> NodeState {
        var info = NodeInfo(
            id: NodeID("n-\(number)"),
            name: "node-\(number)",
            capacity: Resources(cpuMillis: 8000, memoryBytes: 8 << 30, diskBytes: 1 << 40)
        )
        info.engines = [EngineStatus(kind: engine, isAvailable: true)]
        info.sources = ["inline"]
        info.deals = NodeDeals(
            ledger: ledger,
            account: SHA256Hasher.digest(of: [UInt8(number)]),
            prices: NodePrices(perGfuel: perGfuel),
            engines: [engine],
            offer: []
        )
        return NodeState(info: info, now: .zero)
    }

    /// A run of 10¹¹ fuel at most: 0.001cr at the usual price.
    static func spec(_ trust: TrustSpec = TrustSpec(style: .verified), engine: String = "wasm") -> JobSpec {
        var spec = JobSpec()
        spec.tasks = [TaskSpec()]
        spec.tasks[0].name = "main"
        spec.tasks[0].engine.type = engine
        spec.tasks[0].resources.cpu = "1"
        spec.tasks[0].engine.params = .object([.init("EntryModule", .string("/p.wasm"))])
        let program = TypedSpec(type: "inline", params: .object([.init("URL", .string("data:,x"))]))
        spec.tasks[0].inputs = [InputSpec(source: program, target: "/p.wasm")]
        spec.trust = trust
        if engine == "wasm", trust.style.isPaid { spec.trust?.maxFuel = 100_000_000_000 }
        return JobNormaliser.normalise(spec).spec
    }

    private static func check(
        _ spec: JobSpec = spec(),
        partitions: Int = 1,
        nodes: [NodeState] = (1...4).map { node($0) },
        params: Params = Params()
    ) -> PaidJobCheck {
        PaidJobCheck(spec, partitions: partitions, nodes: nodes, ledger: (ledger, params))
    }

    private static func payer(_ available: Int64, faucet: Int64 = 0) -> PaidJobCheck.Payer {
        PaidJobCheck.Payer(account: payer, available: available, faucetPerDay: faucet)
    }

    /// What the job ties up, by the rule of the ledger itself.
    private static func need(partitions: Int64, cap: Int64, _ params: Params = Params()) throws -> Int64 {
        let escrow = try #require(params.escrow(cap: cap))
        return partitions * (escrow + params.postFee) + params.clientMin
    }

    @Test(arguments: [1, 2, 100], [Int64(10_000), 25_000])
    func theLastUnitCounts(partitions: Int, dearest: Int64) throws {
        let nodes = (1...4).map { Self.node($0, perGfuel: $0 == 3 ? dearest : 10_000) }
        let check = Self.check(partitions: partitions, nodes: nodes)
        let need = try Self.need(partitions: Int64(partitions), cap: dearest * 100)
        try check.checkMoney(Self.payer(need))
        let error = #expect(throws: CoreError.self) { try check.checkMoney(Self.payer(need - 1)) }
        #expect(error?.code == .paymentRequired)
        #expect(error?.code.httpStatus == 402)
        #expect(error?.message.contains("so 0.000000001cr are missing") == true, "\(String(describing: error))")
    }

    @Test func whoLacksMoneyIsToldAllFigures() throws {
        let error = #expect(throws: CoreError.self) {
            try Self.check(partitions: 3).checkMoney(Self.payer(Self.credit / 100))
        }
        let params = Params()
        let each = try #require(params.escrow(cap: 1_000_000))
        let missing = try Self.need(partitions: 3, cap: 1_000_000) - Self.credit / 100
        let text = CreditQuantity.text
        #expect(
            error?.message == "the job needs \(text(3 * each)) of escrow (3 executions of \(text(each)) each), "
                + "\(text(3 * params.postFee)) of post fees and \(text(params.clientMin)) that stay; the account "
                + "\(Self.payer) has 0.01cr, so \(text(missing)) are missing"
        )
    }

    @Test(
        "The hint names who can fund the account",
        arguments: [(faucet: Int64(0), "deposit"), (1, "deposit"), (100 * credit, "faucet")]
    )
    func funding(faucet: Int64, command: String) {
        let error = #expect(throws: CoreError.self) { try Self.check().checkMoney(Self.payer(0, faucet: faucet)) }
        #expect(error?.hint?.contains("`bacalhau wallet \(command) \(Self.payer) ") == true, "\(error?.hint ?? "")")
    }

    @Test func whatCannotBePaidAtAllIsNoQuestionOfMoney() {
        var trust = TrustSpec(style: .redundant)
        trust.replicas = 5
        let error = #expect(throws: CoreError.self) {
            try Self.check(Self.spec(trust)).checkMoney(Self.payer(.max))
        }
        #expect(error?.code == .validation)
        #expect(error?.message.contains("at most 3 replicas") == true)
    }

    @Test(arguments: 0...5)
    func oneNodeMoreThanReplicasIsNeeded(staked: Int) throws {
        let check = Self.check(nodes: (1...5).map { Self.node($0) })
        #expect(check.nodesNeeded == 4)
        if staked >= 4 { return try check.checkNodes(staked: staked) }
        let error = #expect(throws: CoreError.self) { try check.checkNodes(staked: staked) }
        #expect(error?.code == .exhausted)
        let count = staked == 1 ? "1 node" : "\(staked) nodes"
        #expect(error?.message.contains("\(count) can verify it and 4 are needed") == true)
        let poor = 5 - staked
        #expect(error?.message.contains("\(poor == 1 ? "1 node" : "\(poor) nodes") could, but have less stake") == true)
    }

    @Test func whatMostOthersLackIsSaid() {
        let nodes = [Self.node(1), Self.node(2, engine: "noop"), Self.node(3, engine: "noop")]
        let check = Self.check(nodes: nodes)
        #expect(check.candidates.map(\.info.name) == ["node-1"])
        let error = #expect(throws: CoreError.self) { try check.checkNodes(staked: 1) }
        #expect(error?.message.hasSuffix("; of others: engine 'wasm' is not on this node") == true)
    }

    @Test(arguments: ["wasm", "sandbox", "noop"])
    func anyEngineWithStakeIsPaidFor(engine: String) throws {
        let check = Self.check(Self.spec(engine: engine), nodes: (1...4).map { Self.node($0, engine: engine) })
        #expect(check.candidates.count == 4)
        try check.checkWork()
    }

    @Test func workWithoutFuelMayNotTakeForEver() throws {
        var spec = Self.spec(engine: "sandbox")
        spec.tasks[0].timeouts.executionSeconds = Params.secondsMax + 1
        let check = Self.check(spec, nodes: (1...4).map { Self.node($0, engine: "sandbox") })
        let error = #expect(throws: CoreError.self) { try check.checkWork() }
        #expect(error?.code == .validation && error?.message.contains("longer than a deal can last") == true)
    }

    @Test func theCapIsThatOfTheDeals() throws {
        let prices = (1...4).map { NodePrices(perGfuel: Int64($0) * 7_777, perGpageFuel: Int64($0)) }
        let nodes = prices.enumerated().map { index, prices in
            var node = Self.node(index)
            node.info.deals?.prices = prices
            return node
        }
        let checkers = CheckerPrices(prices, multBps: Params().multMinBps)
        let caps = try prices.map {
            try DealQuote(Self.spec(), prices: $0, checkers: checkers, params: Params()).cap
        }
        #expect(Self.check(nodes: nodes).estimate.cap == caps.max())
    }

    @Test func aDeepPriceIsHeldAtTheLedgersFloor() throws {
        var params = Params()
        params.floorPerGfuel = 5_000
        var spec = Self.spec()
        spec.trust?.maxFuel = 2_000_000_000
        let check = Self.check(spec, nodes: (1...4).map { Self.node($0, perGfuel: 1) }, params: params)
        #expect(check.estimate.cap == 10_000)
    }
}
