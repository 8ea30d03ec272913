import ArgumentParser
import Core

/// `bacalhau config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show and change settings.",
        discussion: """
            A setting comes from the strongest of: flags, environment, file, default. The file is --config FILE,
            $BACALHAU_DIR/config.yaml or ~/.bacalhau/config.yaml. The variable of API.Port is BACALHAU_API_PORT.

            EXAMPLES
              bacalhau config list
              bacalhau config set API.Port 2345
            """,
        subcommands: [ConfigListCommand.self, ConfigGetCommand.self, ConfigSetCommand.self, ConfigPathCommand.self]
    )
}

/// `bacalhau config list`.
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

/// `bacalhau config get`.
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

/// `bacalhau config set`.
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
        let path = try connection.configuration().filePath
        try ConfigurationFile.write(key, value, to: path)
        CommandContext.current.console.note("\(key.name) = \(value.text) in \(path)")
    }
}

/// `bacalhau config path`.
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
        try CommandContext.current.console.write("\(try connection.configuration().filePath)\n")
    }
}

/// How settings are shown.
enum ConfigViews {
    static func answer(_ entries: [Configuration.Entry]) -> Answer {
        var table = Table(columns: [.init("KEY"), .init("VALUE"), .init("SOURCE"), .init("MEANING", wide: true)])
        var items: [JSONValue] = []
        for entry in entries {
            table.add([
                .init(entry.key.name), .init(entry.value.text, style: entry.source == .standard ? .dim : .plain),
                .init(entry.source.description), .init(entry.key.summary),
            ])
            items.append(
                .object([
                    .init("Key", .string(entry.key.name)), .init("Value", entry.value.document),
                    .init("Source", .string(entry.source.description)),
                ])
            )
        }
        return Answer(document: .array(items), table: table, identifiers: entries.map(\.key.name))
    }

    /// The setting of a name; throws `usage` with the nearest one.
    static func key(_ name: String) throws -> ConfigurationKey {
        if let key = ConfigurationKey.named(name) { return key }
        let problem = ConfigurationLoader.unknownKey(name)
        throw CommandError(.usage, problem.description, hint: "`bacalhau config list --wide` shows all settings")
    }
}
