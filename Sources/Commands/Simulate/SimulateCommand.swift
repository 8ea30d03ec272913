import ArgumentParser
import Core
import Simulator

/// The command `bacalhau simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the scheduler in a world that goes wrong, and check it after every event.",
        discussion: """
            EXAMPLES
              bacalhau simulate cluster --schedules 1000
            """,
        subcommands: [SimulateClusterCommand.self]
    )
}
