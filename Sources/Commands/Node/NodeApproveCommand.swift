import ArgumentParser
import Core

/// The command `bacalhau node approve`.
struct NodeApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a node take part.",
        discussion: """
            EXAMPLES
              bacalhau node approve node-3 --message 'new rack'
            """
    )

    @OptionGroup var decision: NodeDecision
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try await decision.carryOut(.approved, connection, output) }
}
