import ArgumentParser
import ContentAddressing
import Core
import Synchronization

/// The command `bacalhau data add`.
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
