import ArgumentParser
import Core

/// The command `bacalhau node`.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Show the nodes of the cluster and decide who may join.",
        discussion: """
            EXAMPLES
              bacalhau node list
              bacalhau node describe node-0
            """,
        subcommands: [
            NodeListCommand.self, NodeDescribeCommand.self, NodeApproveCommand.self, NodeRejectCommand.self,
            NodeDeleteCommand.self,
        ]
    )
}
