import ArgumentParser
import Core

/// The command `bacalhau config set`.
struct ConfigSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Write a setting into the configuration file.",
        discussion: """
            Lists are written with commas, maps as key=value pairs with commas. Comments in the file are not kept.

            EXAMPLES
              bacalhau config set API.Port 2345
              bacalhau config set Labels 'env=prod,gpu=no'
              bacalhau config set Compute.AllowListedLocalPaths '/srv/data/**'
            """
    )

    @Argument(help: ArgumentHelp("The setting.", valueName: "key"))
    var key: String
    @Argument(help: ArgumentHelp("Its new value.", valueName: "value"))
    var value: String
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let key = try ConfigViews.key(key)
        let value: ConfigurationValue
        do {
            value = try ConfigurationValue(parsing: self.value, key: key)
        } catch {
            throw CommandError(.usage, error.description)
        }
        let path = try connection.configurationPath()
        try ConfigurationFile.write(key, value, to: path)
        CommandContext.current.console.note("\(key.name) = \(value.text) in \(path)")
    }
}
