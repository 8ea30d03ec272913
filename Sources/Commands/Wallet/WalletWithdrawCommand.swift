import ArgumentParser
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

    @OptionGroup var own: OwnAmount

    func run() async throws { try await own.send { .withdraw(amount: $0) } }
}
