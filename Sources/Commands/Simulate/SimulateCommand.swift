import ArgumentParser
import Core
import Simulator

/// The command `bacalhau simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the scheduler or the market in a world that goes wrong, and check every step.",
        discussion: """
            EXAMPLES
              bacalhau simulate cluster --schedules 1000
              bacalhau simulate market --strategy lazy=10%,cartel=33%
              bacalhau simulate serve
            """,
        subcommands: [SimulateClusterCommand.self, SimulateMarketCommand.self, SimulateServeCommand.self]
    )
}
