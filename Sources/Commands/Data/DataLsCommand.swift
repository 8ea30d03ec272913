import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data ls`.
struct DataLsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List a folder.",
        discussion: """
            EXAMPLES
              bacalhau data ls CID
              bacalhau data ls CID/2026
            """
    )

    @Argument(help: ArgumentHelp("A CID, or a path below one.", valueName: "cid[/path]"))
    var content: ContentPath
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try output.show(DataViews.entries(try await connection.node().list(content.cid, path: content.path)))
    }
}
