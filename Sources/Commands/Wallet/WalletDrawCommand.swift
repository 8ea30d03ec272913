import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet draw`.
struct WalletDrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Take money of a parent that has allowed it.",
        discussion: """
            EXAMPLES
              bacalhau wallet draw batch alice 0.2cr
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
        try await options.send(.draw(parent: id, amount: amount.units), from: name)
    }
}
