import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data export`.
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
