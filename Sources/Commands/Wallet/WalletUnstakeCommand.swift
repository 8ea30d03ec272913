import ArgumentParser
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

    @OptionGroup var own: OwnAmount

    func run() async throws { try await own.send { .unstake(amount: $0) } }
}
