import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet deposit`.
struct WalletDepositCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deposit",
        abstract: "Bring money in, as the ledger's operator.",
        discussion: """
            EXAMPLES
              bacalhau wallet deposit alice 10cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name, or an account's id.", valueName: "account"))
    var account: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        let id = try options.wallets().account(account)
        try await options.sendAsOperator(.deal(.deposit(account: id, amount: amount.units)), showing: id)
    }
}
