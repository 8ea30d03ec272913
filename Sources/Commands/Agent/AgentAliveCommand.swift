import ArgumentParser
import Core

/// The command `bacalhau agent alive`.
struct AgentAliveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alive",
        abstract: "See whether the server answers.",
        discussion: """
            EXAMPLES
              bacalhau agent alive && echo up
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("alive"))) }
}
