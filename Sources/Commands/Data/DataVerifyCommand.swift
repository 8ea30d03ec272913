import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau data verify`.
struct DataVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read content again and check every block; of everything when no CID is given.",
        discussion: """
            EXAMPLES
              bacalhau data verify CID
              bacalhau data verify
            """
    )

    @Argument(help: ArgumentHelp("A CID.", valueName: "cid"))
    var content: CIDArgument?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let report = try await connection.node().verify(content?.cid)
        try output.show(DataViews.report(report))
        guard !report.problems.isEmpty else { return }
        throw CommandError(
            .failed,
            HumanText.count(report.problems.count, "problem") + " found",
            cause: report.problems.prefix(20).map(TextWidth.harmless).joined(separator: "\n"),
            hint: "put the files back as they were, or `bacalhau data add` what is there now"
        )
    }
}
