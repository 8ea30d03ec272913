import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data import`.
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
