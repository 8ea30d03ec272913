import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data rm`.
struct DataRmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Forget content; files that were added where they lie stay.",
        discussion: """
            EXAMPLES
              bacalhau data rm CID
            """
    )

    @Argument(help: ArgumentHelp("CIDs.", valueName: "cid"))
    var contents: [CIDArgument]
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        for content in contents {
            try await node.remove(content.cid)
            CommandContext.current.console.note("Forgot \(content.cid)")
        }
    }
}
