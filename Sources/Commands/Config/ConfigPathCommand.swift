import ArgumentParser
import Core

/// The command `bacalhau config path`.
struct ConfigPathCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "Print where the configuration file is.",
        discussion: """
            EXAMPLES
              bacalhau config path
            """
    )

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try CommandContext.current.console.write("\(try connection.configurationPath())\n")
    }
}
