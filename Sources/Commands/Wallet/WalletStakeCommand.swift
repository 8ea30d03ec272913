import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet stake`.
struct WalletStakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stake",
        abstract: "Make money stake, which lets a node work.",
        discussion: """
            EXAMPLES
              bacalhau wallet stake alice 2.5cr
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    func run() async throws {
        try await options.send(.deal(.stake(amount: amount.units)), from: name)
    }
}
