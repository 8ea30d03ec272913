import ArgumentParser
import Ledger

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

    @OptionGroup var drawn: ParentAmount

    func run() async throws { try await drawn.send { .giveBack(parent: $0, amount: $1) } }
}
