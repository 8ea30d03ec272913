import ArgumentParser
import Core

/// The command `bacalhau node list`.
struct NodeListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the nodes of the cluster.",
        discussion: """
            EXAMPLES
              bacalhau node list
              bacalhau node list --labels env=prod --order-by available_memory --wide
            """
    )

    @Option(help: ArgumentHelp("Only nodes with these labels: 'env in (prod,stage)'.", valueName: "selector"))
    var labels = ""
    @Option(help: ArgumentHelp("Only 'approved', 'pending' or 'rejected' ones.", valueName: "membership"))
    var filterApproval = ""
    @Option(help: ArgumentHelp("Only 'connected' or 'disconnected' ones.", valueName: "connection"))
    var filterStatus = ""
    @OptionGroup var rows: RowOptions
    @Option(
        help: ArgumentHelp(
            "The row order: id, available_cpu, available_memory, available_disk, available_gpu, approval or status.",
            valueName: "field"
        )
    )
    var orderBy = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = NodeListQuery()
        query.labels = labels
        query.membership = filterApproval.uppercased()
        query.connection = filterStatus.uppercased()
        query.limit = rows.limit
        query.order = orderBy
        query.isReversed = rows.orderReversed
        let nodes = try await connection.node().nodes(query)
        try output.show(NodeViews.nodes(nodes, now: CommandContext.current.clock(), isWide: output.isWide))
    }
}
