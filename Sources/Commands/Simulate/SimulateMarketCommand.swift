import ArgumentParser
import Core
import Simulator

/// The command `bacalhau simulate market`.
struct SimulateMarketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "market",
        abstract: "Simulate the market of verified compute, with nodes and clients that cheat.",
        discussion: """
            Runs the real ledger and checks its promises. Without --strategy and --scenario all nodes are honest. \
            The same seed gives the same figures. docs/market-simulator.md has the strategies and what they came to.

            EXAMPLES
              bacalhau simulate market --nodes 60 --strategy lazy=10%,cartel=33% --deals 100000 --seed 7 --output json
              bacalhau simulate market --scenario all --compare Tests/Fixtures/market/reference.json
              bacalhau simulate market --scenario "C cartel" --sweep --html market.html
              bacalhau simulate market --scenario "F long run" --sweep --plots docs/plots --deals 200000 --seed 7
              bacalhau simulate market --strategy framing=33% --clients retreating --published-rules
              bacalhau simulate market --theory
            """
    )

    @Option(help: ArgumentHelp("How many nodes.", valueName: "n"))
    var nodes = 60
    @Option(help: ArgumentHelp("Parts of the nodes that are not honest, as lazy=10%,cartel=33%.", valueName: "parts"))
    var strategy = ""
    @Option(help: ArgumentHelp("Clients beside four honest ones, as silent,framing.", valueName: "kinds"))
    var clients = ""
    @Option(help: ArgumentHelp("How many deals; for scenarios the most of each.", valueName: "n"))
    var deals: Int?
    @Option(help: ArgumentHelp("The seed; scenarios have their own unless it is given.", valueName: "n"))
    var seed: UInt64?
    @Option(
        name: .customLong("p"),
        help: ArgumentHelp("The chance of a verification, in percent.", valueName: "percent")
    )
    var chance = 2.5
    @Option(help: ArgumentHelp("The slash, in prices of a job.", valueName: "n"))
    var sigma: Int64 = 200
    @Option(help: ArgumentHelp("The replicas: pair3, pair5, pair7 or seed3.", valueName: "name"))
    var profile = "pair3"
    @Option(help: ArgumentHelp("How results are sealed: tag or real.", valueName: "kind"))
    var crypto = "tag"
    @Option(help: ArgumentHelp("The runs whose names begin so; all of them with all.", valueName: "name"))
    var scenario: String?
    @Option(help: ArgumentHelp("Compare scenarios with a table of figures.", valueName: "file"))
    var compare: String?
    @Option(help: ArgumentHelp("Write a page with plots.", valueName: "file"))
    var html: String?
    @Option(help: ArgumentHelp("Write the plots of a sweep as SVG files.", valueName: "folder"))
    var plots: String?
    @Flag(help: "Run over the chance of verification, the slash and the size of a cartel as well.")
    var sweep = false
    @Flag(help: "Take the rules as first published, by which a client may pay after it has escalated.")
    var publishedRules = false
    @Flag(help: "Print the tables of game theory and run nothing.")
    var theory = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000_000).contains(deals ?? 1) else {
            throw ValidationError("--deals must be between 1 and 100000000.")
        }
        guard (4...10_000).contains(nodes) else { throw ValidationError("--nodes must be between 4 and 10000.") }
        guard chance >= 0, chance <= 100 else { throw ValidationError("--p must be between 0 and 100.") }
        guard (1...100_000).contains(sigma) else { throw ValidationError("--sigma must be between 1 and 100000.") }
        guard ["tag", "real"].contains(crypto) else { throw ValidationError("--crypto must be tag or real.") }
        guard plots == nil || sweep && !publishedRules && !theory else {
            throw ValidationError("--plots goes with --sweep, and not with --published-rules or --theory.")
        }
        guard MarketProfile.all.contains(where: { $0.name == profile }) else {
            throw ValidationError("--profile must be pair3, pair5, pair7 or seed3.")
        }
    }

    func run() async throws {
        if theory { return try output.show(MarketAnswer.theory) }
        let rows = try reference()
        var answer = MarketAnswer()
        for setup in try setups() {
            let report = try await simulate(setup)
            answer.add(report, rows.first { $0.name == report.name })
        }
        if sweep { try run(&answer) }
        if let html { try LocalFiles.replace(html, with: Array(answer.page.utf8)) }
        try output.show(answer.answer)
        guard answer.isClean else { throw CommandError(.failed, "the ledger broke a promise") }
        let misses = answer.verdict.misses
        guard let miss = misses.first else { return }
        throw CommandError(
            .failed,
            "\(misses.count) figures differ from the reference by more than chance, first \(miss.figure.name) of "
                + "\(miss.scenario) (p \(miss.figure.chanceText))"
        )
    }

    /// The runs of the sweep, and their plots.
    private func run(_ answer: inout MarketAnswer) throws {
        let deals = min(deals ?? 20_000, 1_000_000)
        let seed = seed ?? 1
        answer.frontier = try MarketSweep.frontier(deals: deals, seed: seed, publishedRules: publishedRules)
        answer.slashes = try MarketSweep.slashes(deals: deals, seed: seed, publishedRules: publishedRules)
        answer.costs = try MarketSweep.costs(deals: deals, seed: seed)
        guard let plots else { return }
        let folder = CommandContext.current.absolutePath(plots)
        try LocalFiles.makeDirectories(folder)
        for file in answer.plots(deals: deals, seed: seed) {
            try LocalFiles.replace(folder + "/" + file.name, with: Array(file.svg.utf8))
        }
    }

    private func setups() throws -> [MarketSetup] {
        var setups: [MarketSetup]
        if let scenario {
            setups = MarketScenarios.named(scenario)
            guard !setups.isEmpty else {
                let names = MarketScenarios.all.map(\.name).joined(separator: "; ")
                throw CommandError(.usage, "no scenario is called \(scenario)", hint: "there are: " + names)
            }
            for index in setups.indices {
                if let deals { setups[index].deals = min(deals, setups[index].deals) }
                if let seed { setups[index].seed = seed }
            }
        } else {
            var mix = MarketMix()
            mix.nodes = nodes
            mix.seed = seed ?? 1
            mix.deals = deals ?? 100_000
            mix.sigma = sigma
            mix.pPpm = Int64((chance * 10_000).rounded())
            mix.profile = MarketProfile.all.first { $0.name == profile } ?? .pair3
            mix.parts = try MarketMix.parts(strategy)
            mix.clients = try MarketMix.clients(clients)
            setups = [try mix.setup()]
        }
        if publishedRules { for index in setups.indices { setups[index].usePublishedRules() } }
        if crypto == "real" { for index in setups.indices { setups[index].useRealEncryption() } }
        return setups
    }

    private func reference() throws -> [ReferenceRow] {
        guard let compare else { return [] }
        return try ReferenceRow.rows(of: JSONValue(parsing: try LocalFiles.read(compare, bytesMax: 1 << 20)))
    }

    /// Runs one setup piece by piece, so that others in this process get their turn and a cancelled command ends.
    private func simulate(_ setup: MarketSetup) async throws -> MarketReport {
        var simulation = try MarketSimulation(setup)
        var view = LiveView(console: CommandContext.current.console)
        let isLive = if case .live = output.view.progressMode() { true } else { false }
        while simulation.dealCount < setup.deals, !simulation.hasFailed, !Task.isCancelled {
            simulation.advance(deals: min(2000, setup.deals - simulation.dealCount))
            if isLive {
                let line = "\(setup.name): \(simulation.dealCount)/\(setup.deals) deals"
                view.draw([line], visibleColumns: [line.count])
            }
            await Task.yield()
        }
        view.clear()
        try Task.checkCancellation()
        return simulation.report()
    }
}
