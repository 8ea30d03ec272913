import ArgumentParser
import Core

/// The command `bacalhau config list`.
struct ConfigListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all settings, their values and where those came from.",
        discussion: """
            EXAMPLES
              bacalhau config list
              bacalhau config list --wide          also what each setting does
              bacalhau config list --changed
            """
    )

    @Flag(help: "Only settings that are not at their default.")
    var changed = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let entries = try connection.configuration().entries.filter { !changed || $0.source != .standard }
        try output.show(ConfigViews.answer(entries))
    }
}
