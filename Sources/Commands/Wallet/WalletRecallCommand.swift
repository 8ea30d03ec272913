import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet recall`.
struct WalletRecallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall",
        abstract: "Take drawn money back from a sub-account.",
        discussion: """
            EXAMPLES
              bacalhau wallet recall alice batch 0.1cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("The sub-account: a wallet's name, or an id.", valueName: "child"))
    var child: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        let id = try options.wallets().account(child)
        try await options.send(.recall(account: id, amount: amount.units), from: name)
    }
}
