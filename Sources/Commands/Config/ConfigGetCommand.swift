import ArgumentParser
import Core

/// The command `bacalhau config get`.
struct ConfigGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Print the value of one setting.",
        discussion: """
            EXAMPLES
              bacalhau config get API.Port
            """
    )

    @Argument(help: ArgumentHelp("The setting.", valueName: "key"))
    var key: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let entry = try connection.configuration().entry(try ConfigViews.key(key).name)
        var answer = ConfigViews.answer([entry])
        var text = StyledText()
        text.line(entry.value.text)
        answer.text = text
        answer.document = entry.value.document
        try output.show(answer)
    }
}
