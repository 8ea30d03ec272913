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
        let restored = try await options.ledger().withLog { try await LedgerRecovery.restore($0) }
        try options.output.show(WalletViews.statement(restored.state.statement(of: id)))
    }
}
