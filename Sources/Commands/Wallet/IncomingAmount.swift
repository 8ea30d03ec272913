import ArgumentParser
import Core
import Ledger
import Settlement

/// `ACCOUNT AMOUNT`: an account, and how much money comes into it from outside.
struct IncomingAmount: ParsableArguments {
    @Argument(help: ArgumentHelp("A wallet's name, or an account's id.", valueName: "account"))
    var account: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    var id: AccountID { get throws { try options.wallets().account(account) } }

    /// Has the operator's message about the account and so many units applied, and shows the account afterwards.
    func sendAsOperator(_ message: (AccountID, Int64) -> LedgerMessage) async throws {
        let id = try id
        try await options.sendAsOperator(message(id, amount.units), showing: id)
    }
}
