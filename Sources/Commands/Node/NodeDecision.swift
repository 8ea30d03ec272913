import ArgumentParser
import Core

/// The node that is decided about, and why.
struct NodeDecision: ParsableArguments {
    @Argument(help: ArgumentHelp("The node: its id, the beginning of its id, or its name.", valueName: "node"))
    var node: String
    @Option(help: "Why; it is kept with the node.")
    var message = ""

    func carryOut(
        _ membership: NodeState.Membership,
        _ connection: ConnectionOptions,
        _ output: OutputOptions
    ) async throws {
        let api = try connection.node()
        try await api.setMembership(of: node, to: membership, message: message)
        let now = CommandContext.current.clock()
        try output.show(NodeViews.nodes([try await api.node(node)], now: now, isWide: output.isWide))
    }
}
