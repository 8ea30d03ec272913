import ArgumentParser
import Core

/// The command `bacalhau node reject`.
struct NodeRejectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Keep a node out.",
        discussion: """
            EXAMPLES
              bacalhau node reject node-3 --message 'disk errors'
            """
    )

    @OptionGroup var decision: NodeDecision
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try await decision.carryOut(.rejected, connection, output) }
}
