import ArgumentParser
import Core

/// The command `bacalhau agent`.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Ask the server that answers about itself.",
        discussion: """
            EXAMPLES
              bacalhau agent alive
              bacalhau agent config --output yaml
            """,
        subcommands: [AgentAliveCommand.self, AgentVersionCommand.self, AgentNodeCommand.self, AgentConfigCommand.self]
    )
}
