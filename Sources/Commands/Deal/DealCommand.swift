import ArgumentParser

/// The command `bacalhau deal`.
struct DealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deal",
        abstract: "Look at the deals behind paid executions.",
        discussion: """
            EXAMPLES
              bacalhau deal list --node node-2
              bacalhau job deals j-1a2b3c4d
            """,
        subcommands: [DealListCommand.self]
    )
}
