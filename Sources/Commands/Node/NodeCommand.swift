import ArgumentParser
import Core

/// `bacalhau node`.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Show the nodes of the cluster and decide who may join.",
        discussion: """
            EXAMPLES
              bacalhau node list
              bacalhau node describe node-0
            """,
        subcommands: [NodeListCommand.self, NodeDescribeCommand.self, NodeApproveCommand.self, NodeRejectCommand.self]
    )
}

/// `bacalhau node list`.
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
    @Option(help: ArgumentHelp("The most rows; 0 means all.", valueName: "n"))
    var limit = 0
    @Option(
        help: ArgumentHelp(
            "The row order: id, available_cpu, available_memory, available_disk, available_gpu, approval or status.",
            valueName: "field"
        )
    )
    var orderBy = ""
    @Flag(help: "Turn the order around.")
    var orderReversed = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = NodeListQuery()
        query.labels = labels
        query.membership = filterApproval.uppercased()
        query.connection = filterStatus.uppercased()
        query.limit = limit
        query.order = orderBy
        query.isReversed = orderReversed
        let nodes = try await connection.node().nodes(query)
        try output.show(NodeViews.nodes(nodes, now: CommandContext.current.clock(), isWide: output.isWide))
    }
}

/// `bacalhau node describe`.
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

/// `bacalhau node approve`.
struct NodeApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let a node take part.",
        discussion: """
            EXAMPLES
              bacalhau node approve node-3 --message 'new rack'
            """
    )

    @OptionGroup var decision: NodeDecision
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try await decision.carryOut(.approved, connection, output) }
}

/// `bacalhau node reject`.
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
