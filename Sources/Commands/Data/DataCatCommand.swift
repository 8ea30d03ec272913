import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data cat`.
struct DataCatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Write a file to the output; every block is checked first.",
        discussion: """
            EXAMPLES
              bacalhau data cat CID
              bacalhau data cat CID/2026/november.log | head
            """
    )

    @Argument(help: ArgumentHelp("A CID, or a path below one.", valueName: "cid[/path]"))
    var content: ContentPath
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        let download = ResultDownload(node: try connection.node(), console: context.console, progress: .silent)
        let folder = context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let (spool, root) = try await download.fetch(content.cid, path: content.path, folder: folder)
        guard case .file(let file) = try spool.node(root, entriesMax: LayoutPlan.Limits().entriesMax) else {
            throw CommandError(.failed, "\(content.name) is not a file", hint: "`bacalhau data ls` lists a folder")
        }
        try spool.read(file) { try context.console.write(Array($0)) }
    }
}
