import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau ledger reputation`.
struct LedgerReputationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reputation",
        abstract: "Show what the log says of accounts, as nodes and as clients; for information only.",
        discussion: """
            No rule of the ledger and no choice of a node reads these figures.

            EXAMPLES
              bacalhau ledger reputation
              bacalhau ledger reputation alice --output json
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name, or an account's id; all accounts without it.", valueName: "account"))
    var account: String?
    @Option(help: ArgumentHelp("The most accounts.", valueName: "n"))
    var limit = 100
    @Option(help: ArgumentHelp("Only accounts after this id.", valueName: "id"))
    var after: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be between 1 and 1000") }
        if let after, AccountID(hex: after) == nil { throw ValidationError("--after takes 64 hexadecimal digits") }
    }

    func run() async throws {
        let configuration = try connection.configuration()
        let id = try account.map { try WalletFolder(configuration.dataDirectory + "/wallets").account($0) }
        let found: JSONValue
        switch try LedgerAccess.find(configuration) {
        case .folder(let folder):
            found = try await folder.withLog { log in
                let projection = ReputationProjection(log: log)
                if let id { return try await projection.answer(of: id) }
                return try await projection.answers(after: after.flatMap { AccountID(hex: $0) }, limit: limit)
            }
        case .server(let api, let endpoint):
            found = try await LedgerAccess.ask(api, endpoint) { api in
                if let id { return try await api.reputation(of: id.description) }
                return try await api.reputations(after: after, limit: limit)
            }
        }
        let accounts = id == nil ? found[anyCase: "Accounts"]?.arrayValue ?? [] : [found]
        try output.show(ReputationViews.answer(accounts, isOne: id != nil))
    }
}
