import ArgumentParser
import Core

/// The command `bacalhau node describe`.
struct NodeDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show what a node has and does.",
        discussion: """
            EXAMPLES
              bacalhau node describe node-0
            """
    )

    @Argument(help: ArgumentHelp("The node: its id, the beginning of its id, or its name.", valueName: "node"))
    var node: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.node().node(node)
        try output.show(NodeViews.description(found, now: CommandContext.current.clock()))
    }
}
