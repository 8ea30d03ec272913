import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet balance`.
struct WalletBalanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance",
        abstract: "Show where an account's money lies.",
        discussion: """
            EXAMPLES
              bacalhau wallet balance alice --output json
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name, or an account's id.", valueName: "account"))
    var account: String
    @OptionGroup var options: WalletOptions

    func run() async throws {
        let id = try options.wallets().account(account)
        let statement: AccountStatement
        switch try options.access() {
        case .folder(let folder):
            statement = try await folder.withLog { try await LedgerRecovery.restore($0) }.state.statement(of: id)
        case .server(let api, let endpoint):
            statement = try await LedgerAccess.ask(api, endpoint) { try await RemoteLedger($0).account(id) }
        }
        try options.output.show(WalletViews.statement(statement))
    }
}
