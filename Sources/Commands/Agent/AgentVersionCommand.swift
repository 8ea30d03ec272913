import ArgumentParser
import Core

/// The command `bacalhau agent version`.
struct AgentVersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the server's build.",
        discussion: """
            EXAMPLES
              bacalhau agent version --output json --pretty
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("version"))) }
}
