import ArgumentParser
import ContentAddressing
import Core
import Synchronization

/// What `data add` and `data cid` take in.
struct ImportOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A file or folder.", valueName: "path"), completion: .file())
    var path: String

    @Option(help: "How files become blocks; it decides the CID.")
    var profile = ProfileArgument(.unixfsV1_2025)

    @Flag(help: "Take files whose names begin with a dot, too.")
    var hidden = false

    /// The absolute path; throws when nothing is there.
    func existingPath() throws -> String {
        let full = CommandContext.current.absolutePath(path)
        guard LocalFiles.exists(full) else {
            throw CommandError(
                .file,
                "there is no \(path)",
                hint: "check the path; it is looked for in this machine's files"
            )
        }
        return full
    }
}

/// `bacalhau data add`.
struct DataAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a file or folder to a node and print its CID.",
        discussion: """
            The data is not copied: the node, which must be on this machine, reads it where it lies. --copy copies it.

            EXAMPLES
              bacalhau data add ./logs
              CID=$(bacalhau data add -q ./logs)
              bacalhau data add --copy --profile unixfs-v0-2015 report.pdf
            """
    )

    @OptionGroup var source: ImportOptions
    @Flag(help: "Copy the bytes into the node's store.")
    var copy = false
    @Option(help: ArgumentHelp("Whose store, in a devstack; the first node's by default.", valueName: "node"))
    var node = ""
    @Flag(help: "Spread the files of a folder over all nodes of a devstack.")
    var spread = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        var options = AddOptions()
        options.profile = source.profile.profile
        options.includesHidden = source.hidden
        options.isCopy = copy
        options.node = node
        options.isSpread = spread
        let meter = ImportMeter(console: context.console, mode: output.view.progressMode())
        defer { meter.finish() }
        let path = try source.existingPath()
        let root = try await connection.node().add(path: path, options) { meter.show($0) }
        meter.finish()
        try output.show(DataViews.root(root, now: context.clock()))
    }
}

/// `bacalhau data cid`.
struct DataCIDCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cid",
        abstract: "Compute the CID of a file or folder; needs no node and stores nothing.",
        discussion: """
            EXAMPLES
              bacalhau data cid -q ./logs
              bacalhau data cid --profile unixfs-v0-2015 report.pdf
            """
    )

    @OptionGroup var source: ImportOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = CommandContext.current
        let meter = ImportMeter(console: context.console, mode: output.view.progressMode())
        defer { meter.finish() }
        let root = try await context.roles.computeCID(
            path: try source.existingPath(),
            profile: source.profile.profile,
            includesHidden: source.hidden,
            onProgress: { meter.show($0) }
        )
        meter.finish()
        try output.show(DataViews.root(root, now: context.clock()))
    }
}

/// Shows how far an import is; may be told from any task.
final class ImportMeter: Sendable {
    private let meter: Mutex<ByteMeter>

    init(console: any Console, mode: ProgressReporter.Mode) {
        meter = Mutex(ByteMeter(console: console, mode: mode, title: "reading"))
    }

    func show(_ progress: AddProgress) { meter.withLock { $0.show(progress.bytesDone, of: progress.bytesTotal) } }

    func finish() { meter.withLock { $0.finish() } }
}
