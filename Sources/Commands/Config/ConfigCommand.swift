import ArgumentParser
import Core

/// The command `bacalhau config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show and change settings.",
        discussion: """
            A setting comes from the strongest of: flags, environment, file, default. The file is --config FILE, \
            $BACALHAU_DIR/config.yaml or ~/.bacalhau/config.yaml. The variable of API.Port is BACALHAU_API_PORT.

            EXAMPLES
              bacalhau config list
              bacalhau config set API.Port 2345
            """,
        subcommands: [ConfigListCommand.self, ConfigGetCommand.self, ConfigSetCommand.self, ConfigPathCommand.self]
    )
}
