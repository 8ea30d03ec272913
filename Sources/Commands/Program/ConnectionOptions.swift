import ArgumentParser
import Core

/// Which settings hold, and so which node is asked: on every command.
struct ConnectionOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The machine of the node's API.", valueName: "host"))
    var apiHost: String?

    @Option(help: ArgumentHelp("The port of the node's API.", valueName: "port"))
    var apiPort: Int?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A configuration file, or one setting as key=value; may be repeated.", valueName: "file")
    )
    var config: [String] = []

    @Option(help: ArgumentHelp("The folder of everything that a node keeps.", valueName: "dir"))
    var dataDir: String?

    init() {}

    /// The settings under these flags; warnings of the file are told on the error stream.
    func configuration() throws -> Configuration {
        let context = CommandContext.current
        let flags = ConfigurationLoader.Flags(config: config, host: apiHost, port: apiPort, dataDirectory: dataDir)
        let configuration = try ConfigurationLoader.load(flags, context: context)
        for warning in configuration.warnings { context.console.note("Warning: \(warning)") }
        return configuration
    }

    /// Where the configuration file is, whether it exists or not.
    func configurationPath() throws -> String {
        let flags = ConfigurationLoader.Flags(config: config, dataDirectory: dataDir)
        return try ConfigurationLoader.filePath(flags, context: CommandContext.current)
    }

    /// The node to ask.
    func node() throws -> any NodeAPI {
        CommandContext.current.connector.node(at: try configuration().endpoint)
    }
}
