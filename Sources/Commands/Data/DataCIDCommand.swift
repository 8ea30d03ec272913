import ArgumentParser
import ContentAddressing
import Core
import Synchronization

/// The command `bacalhau data cid`.
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
