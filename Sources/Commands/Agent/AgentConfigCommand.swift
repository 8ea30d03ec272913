import ArgumentParser
import Core

/// The command `bacalhau agent config`.
struct AgentConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the server's settings; secrets are masked.",
        discussion: """
            EXAMPLES
              bacalhau agent config
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("config"))) }
}
