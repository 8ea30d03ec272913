import ArgumentParser
import Core

/// `bacalhau agent`.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Ask the server that answers about itself.",
        discussion: """
            EXAMPLES
              bacalhau agent alive
              bacalhau agent config --output yaml
            """,
        subcommands: [AgentAliveCommand.self, AgentVersionCommand.self, AgentNodeCommand.self, AgentConfigCommand.self]
    )
}

/// `bacalhau agent alive`.
struct AgentAliveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alive",
        abstract: "See whether the server answers.",
        discussion: """
            EXAMPLES
              bacalhau agent alive && echo up
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("alive"))) }
}

/// `bacalhau agent version`.
struct AgentVersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the server's build.",
        discussion: """
            EXAMPLES
              bacalhau agent version --output json --pretty
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("version"))) }
}

/// `bacalhau agent node`.
struct AgentNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Show the server's own node.",
        discussion: """
            EXAMPLES
              bacalhau agent node
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("node"))) }
}

/// `bacalhau agent config`.
struct AgentConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the server's settings; secrets are masked.",
        discussion: """
            EXAMPLES
              bacalhau agent config
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try output.show(AgentViews.answer(try await connection.node().agent("config"))) }
}

/// How a document without a shape of its own is shown.
enum AgentViews {
    /// Names and values of the document's leaves.
    static func answer(_ document: JSONValue) -> Answer {
        var table = Table(columns: [.init("NAME"), .init("VALUE")])
        for (name, value) in leaves(document, below: "") { table.add([.init(name), .init(value)]) }
        return Answer(document: document, table: table, identifiers: table.rows.map { $0[1].raw })
    }

    private static func leaves(_ value: JSONValue, below path: String) -> [(String, String)] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.flatMap { leaves($0.value, below: path.isEmpty ? $0.name : "\(path).\($0.name)") }
        case .array(let items) where items.contains(where: isNested):
            items.enumerated().flatMap { leaves($1, below: "\(path)[\($0)]") }
        case .array(let items): [(path, items.map(text).joined(separator: ", "))]
        default: [(path, text(value))]
        }
    }

    private static func isNested(_ value: JSONValue) -> Bool {
        switch value {
        case .object, .array: true
        default: false
        }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .null, .object([]): ""
        default: value.jsonText()
        }
    }
}
