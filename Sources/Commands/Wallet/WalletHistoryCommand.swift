import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet history`.
struct WalletHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List what was done to an account, newest first.",
        discussion: """
            EXAMPLES
              bacalhau wallet history alice --limit 50
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name, or an account's id.", valueName: "account"))
    var account: String
    @Option(help: ArgumentHelp("The most entries.", valueName: "n"))
    var limit = 20
    @Option(help: ArgumentHelp("Only entries before this one.", valueName: "number"))
    var before: UInt64?
    @OptionGroup var options: WalletOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be between 1 and 1000") }
    }

    func run() async throws {
        let id = try options.wallets().account(account)
        let entries: [LoggedEntry]
        switch try options.access() {
        case .folder(let folder):
            entries = try await folder.withLog { log in
                try await log.entries(about: id.digest, before: before ?? .max, limit: limit)
            }.map { try LoggedEntry($0) }.filter { $0.concerns(id) }
        case .server(let api, let endpoint):
            entries = try await LedgerAccess.ask(api, endpoint) { api in
                try await RemoteLedger(api).history(of: id, before: before ?? .max, limit: limit)
            }
        }
        try options.output.show(LedgerViews.entries(entries, about: id))
    }
}
