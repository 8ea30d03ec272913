import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet unstake`.
struct WalletUnstakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unstake",
        abstract: "Let stake become money again, after a while.",
        discussion: """
            EXAMPLES
              bacalhau wallet unstake alice 1cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        try await options.send(.deal(.unstake(amount: amount.units)), from: name)
    }
}
