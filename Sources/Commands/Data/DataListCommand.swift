import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data list`.
struct DataListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what was added to the node.",
        discussion: """
            EXAMPLES
              bacalhau data list --wide
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try output.show(DataViews.roots(try await connection.node().roots(), now: CommandContext.current.clock()))
    }
}
