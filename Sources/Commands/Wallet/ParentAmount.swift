import ArgumentParser
import Core
import Ledger
import Settlement

/// `NAME PARENT AMOUNT`: a sub-account's wallet, its parent, and how much money goes from one to the other.
struct ParentAmount: ParsableArguments {
    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("The account that pays: a wallet's name, or an id.", valueName: "parent"))
    var parent: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    /// Has a message about the parent and so many units applied, and shows the sub-account afterwards.
    func send(_ message: (AccountID, Int64) -> LedgerMessage) async throws {
        let id = try options.wallets().account(parent)
        try await options.send(message(id, amount.units), from: name)
    }
}
