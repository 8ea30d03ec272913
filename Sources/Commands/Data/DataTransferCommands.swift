import ArgumentParser
import ContentAddressing
import Core

/// `bacalhau data cat`.
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

/// `bacalhau data get`.
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

/// `bacalhau data export`.
struct DataExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write content as a CAR file; every block is checked.",
        discussion: """
            EXAMPLES
              bacalhau data export CID --output-file logs.car
              bacalhau data export CID > logs.car
            """
    )

    @Argument(help: ArgumentHelp("A CID.", valueName: "cid"))
    var content: CIDArgument
    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp("The file to write; it must not be there.", valueName: "file"),
        completion: .file()
    )
    var outputFile: String?
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        guard outputFile != nil || !context.console.isOutputTerminal else {
            throw CommandError(
                .usage,
                "a CAR is not for a terminal",
                hint: "name a file with --output-file, or write > file.car"
            )
        }
        let pieces = try await connection.node().exportCAR(content.cid, path: [])
        let sink = try CARSink(path: outputFile.map(context.absolutePath), console: context.console)
        try await sink.write(pieces)
    }
}

/// `bacalhau data import`.
struct DataImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Send a CAR file to the node and keep its roots.",
        discussion: """
            EXAMPLES
              bacalhau data import logs.car
              cat logs.car | bacalhau data import -
            """
    )

    @Argument(help: ArgumentHelp("The file, or - for the standard input.", valueName: "file"), completion: .file())
    var file: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        let pieces = try FilePieces.stream(file == "-" ? nil : context.absolutePath(file))
        let roots = try await connection.node().importCAR(pieces)
        try output.show(DataViews.roots(roots, now: context.clock()))
    }
}
