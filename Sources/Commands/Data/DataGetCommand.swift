import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data get`.
struct DataGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Fetch a file or folder; every block is checked.",
        discussion: """
            A folder goes to ./CID (or to its own name, with a path), a file to a file of that name.

            EXAMPLES
              bacalhau data get CID
              bacalhau data get CID/2026 --output-dir ./logs
            """
    )

    @Argument(help: ArgumentHelp("A CID, or a path below one.", valueName: "cid[/path]"))
    var content: ContentPath
    @Option(
        help: ArgumentHelp("Where to put it; a folder's entries go right into it.", valueName: "dir"),
        completion: .directory
    )
    var outputDir: String?
    @Flag(help: "Replace files that are there.")
    var force = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        var download = ResultDownload(
            node: try connection.node(),
            console: context.console,
            progress: output.view.progressMode()
        )
        download.isForced = force
        let place = context.absolutePath(outputDir ?? ".")
        if outputDir != nil { try LocalFiles.makeDirectories(place) }
        let (spool, root) = try await download.fetch(content.cid, path: content.path, folder: place)
        var planner = LayoutPlanner(blocks: spool)
        guard isSafeFileName(content.name) else {
            throw CommandError(
                .failed,
                "'\(content.name)' cannot be a file name",
                hint: "use --output-dir with its folder"
            )
        }
        var plan = try planner.plain(root, name: content.name)
        if outputDir == nil, case .directory = try spool.node(root, entriesMax: LayoutPlan.Limits().entriesMax) {
            let entry = LayoutPlan.Entry(name: content.name, node: .directory(plan.entries))
            plan = LayoutPlan(entries: [entry], skippedLinks: plan.skippedLinks)
        }
        let totals = try download.write(plan, from: spool, to: place)
        let shown = outputDir == nil ? "\(place)/\(content.name)" : place
        var table = Table(columns: [.init("PATH"), .init("FILES", right: true), .init("SIZE", right: true)])
        table.add([.init(shown), .init(String(totals.files)), JobViews.bytes(totals.bytes)])
        let document = JSONValue.object([
            .init("Path", .string(shown)), .init("Files", .int(Int64(totals.files))),
            .init("Bytes", .int(Int64(clamping: totals.bytes))),
        ])
        try output.show(Answer(document: document, table: table, identifiers: [shown]))
    }
}
