import ArgumentParser
import Settlement

/// The command `bacalhau receipt show`.
struct ReceiptShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a receipt says, without checking it.",
        discussion: """
            EXAMPLES
              bacalhau receipt show job.receipt --output json
            """
    )

    @Argument(help: ArgumentHelp("The receipt.", valueName: "file"), completion: .file())
    var file: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var answer = ReceiptViews.receipt(try ReceiptFile.read(file), ReceiptViews.unchecked)
        answer.note = "nothing of this was checked: see 'bacalhau receipt verify'"
        try output.show(answer)
    }
}
