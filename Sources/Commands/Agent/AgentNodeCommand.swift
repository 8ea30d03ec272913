import ArgumentParser
import Core

/// The command `bacalhau agent node`.
struct AgentNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Show the server's own node.",
        discussion: """
            EXAMPLES
              bacalhau agent node
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("node"))) }
}
