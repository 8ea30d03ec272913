import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet faucet`.
struct WalletFaucetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faucet",
        abstract: "Give play money on a test network: so much a day for each account.",
        discussion: """
            EXAMPLES
              bacalhau wallet faucet alice 10cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name, or an account's id.", valueName: "account"))
    var account: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        let id = try options.wallets().account(account)
        guard case .server(let api, let endpoint) = try options.access() else {
            return try await options.sendAsOperator(.faucet(account: id, amount: amount.units), showing: id)
        }
        let statement = try await LedgerAccess.ask(api, endpoint) { api in
            let ledger = try await RemoteLedger(api)
            let answer = try LedgerJSON.answer(try await api.faucet(account: id.description, amount: amount.units))
            if let error = answer.error { throw WalletOptions.refusal(error) }
            return try await ledger.account(id)
        }
        try options.output.show(WalletViews.statement(statement))
    }
}
