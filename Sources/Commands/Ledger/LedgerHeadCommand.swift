import ArgumentParser
import Core
import Ledger

/// The command `bacalhau ledger head`.
struct LedgerHeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head",
        abstract: "Show the newest head that the operator has signed; keep it to prove later what the log was.",
        discussion: """
            EXAMPLES
              bacalhau ledger head -q > monday.head
              bacalhau ledger verify --head monday.head
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let head: JSONValue
        switch try LedgerAccess.find(try connection.configuration()) {
        case .folder(let folder): head = try await folder.withLog { try await LedgerJSON.latestHead($0) }
        case .server(let api, let endpoint):
            head = try await LedgerAccess.ask(api, endpoint) { try await $0.latestHead() }
        }
        try output.show(LedgerViews.head(head))
    }
}
