import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet withdraw`.
struct WalletWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take money out of the ledger.",
        discussion: """
            EXAMPLES
              bacalhau wallet withdraw alice 1cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        try await options.send(.deal(.withdraw(amount: amount.units)), from: name)
    }
}
