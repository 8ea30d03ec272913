import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data stat`.
struct DataStatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stat",
        abstract: "Show what a CID is and who holds it.",
        discussion: """
            EXAMPLES
              bacalhau data stat CID
            """
    )

    @Argument(help: ArgumentHelp("A CID.", valueName: "cid"))
    var content: CIDArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        let root = try await node.stat(content.cid)
        let holders = try await node.holders(of: content.cid)
        try output.show(DataViews.stat(root, holders: holders, now: CommandContext.current.clock()))
    }
}
