import ArgumentParser
import Core
import HTTPAPI
import Logging
import ServiceLifecycle
import Simulator
import UnixSignals

/// The command `bacalhau simulate serve`.
struct SimulateServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a simulated market that outsiders may attack.",
        discussion: """
            The market runs the real ledger with honest nodes and an honest client of the house. Anybody who can reach \
            the address may open an account; only the operator's token, which is printed at the start, moves the \
            clock. \
            It listens on this machine's loopback address unless --host names another. docs/market-simulator.md has \
            the messages, examples/break-the-protocol an attacker. With --published-rules a client may pay after it \
            has escalated, which an attacker can live on.

            EXAMPLES
              bacalhau simulate serve --port 4321 --seed 7
              bacalhau simulate serve --port 4321 --seed 7 --published-rules
            """
    )

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"
    @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "n"))
    var port = 4321
    @Option(help: ArgumentHelp("The seed of coins and tokens; a random one unless given.", valueName: "n"))
    var seed: UInt64?
    @Flag(help: "Take the rules as first published, with the hole that was closed.")
    var publishedRules = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
    }

    func run() async throws {
        let console = CommandContext.current.console
        var random = SystemRandomNumberGenerator()
        let table = MarketTable(seed: seed ?? random.next(), publishedRules: publishedRules)
        let token = table.operatorToken
        let (host, port) = (host, port)
        let logger = LiveRoles.logger(try connection.configuration(), level: .notice)
        let server = APIServer(
            market: MarketTableService(table),
            build: BuildInfo(gitVersion: LiveRoles.version),
            host: host,
            port: port,
            logger: logger
        ) { port in
            console.note("the market listens on http://\(host):\(port)/market/v1")
            console.note("operator token: \(token)")
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server)],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }
}
