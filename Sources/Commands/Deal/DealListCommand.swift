import ArgumentParser
import Core

/// The command `bacalhau deal list`.
struct DealListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the results of a node that were taken without a check, newest first.",
        discussion: """
            They are what is in doubt when a node is caught.

            EXAMPLES
              bacalhau deal list --node node-2
              bacalhau deal list --node n-1a2b3c4d --limit 1000 --output json
            """
    )

    @Option(help: ArgumentHelp("The node: its id, its name, or the beginning of its id.", valueName: "node"))
    var node: String
    @Option(help: ArgumentHelp("The most rows.", valueName: "n"))
    var limit = 100
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !node.isEmpty else {
            throw ValidationError("--node must not be empty; `bacalhau node list` shows nodes.")
        }
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run() async throws {
        let deals = try await connection.node().uncheckedDeals(node: node, limit: limit)
        let none = "no result of \(TextWidth.harmless(node)) was taken without a check"
        let now = CommandContext.current.clock()
        try output.show(DealViews.deals(deals, none: none, now: now, isWide: output.isWide))
    }
}
