import ArgumentParser
import Client
import Core

/// The command `bacalhau version`.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the versions of this program and of the node that it talks to.",
        discussion: """
            EXAMPLES
              bacalhau version
              bacalhau version --client --output json
            """
    )

    @Flag(help: "Ask no node.")
    var client = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var members = [JSONValue.Member("ClientVersion", .string(BacalhauClient.apiVersion))]
        var table = Table(columns: [Table.Column("PART"), Table.Column("VERSION")])
        table.add(["client", Table.Cell(BacalhauClient.apiVersion)])
        if !client {
            do {
                let answer = try await connection.node().agent("version")
                let version = answer[anyCase: "GitVersion"]?.stringValue ?? ""
                members.append(JSONValue.Member("ServerVersion", .string(version)))
                table.add(["server", Table.Cell(TextWidth.harmless(version))])
            } catch let error as CoreError where error.code == .unavailable {
                CommandContext.current.console.note("No node answers: \(error.message)")
            }
        }
        try output.show(Answer(document: .object(members), table: table, identifiers: [BacalhauClient.apiVersion]))
    }
}
