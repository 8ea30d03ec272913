import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet give-back`.
struct WalletGiveBackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "give-back",
        abstract: "Give drawn money back to the parent.",
        discussion: """
            EXAMPLES
              bacalhau wallet give-back batch alice 0.1cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("The account that pays: a wallet's name, or an id.", valueName: "parent"))
    var parent: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        let id = try options.wallets().account(parent)
        try await options.send(.giveBack(parent: id, amount: amount.units), from: name)
    }
}
