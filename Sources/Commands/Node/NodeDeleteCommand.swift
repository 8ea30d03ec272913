import ArgumentParser
import Core

/// The command `bacalhau node delete`.
struct NodeDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Forget a node that is gone.",
        discussion: """
            A node that is connected cannot be deleted: stop it first. One that comes back later is new to the cluster.

            EXAMPLES
              bacalhau node delete node-3
            """
    )

    @Argument(help: ArgumentHelp("The node: its id, the beginning of its id, or its name.", valueName: "node"))
    var node: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let api = try connection.node()
        let found = try await api.node(node)
        try await api.removeNode(found.info.id.text)
        let now = CommandContext.current.clock()
        try output.show(NodeViews.nodes([found], now: now, isWide: output.isWide))
    }
}
