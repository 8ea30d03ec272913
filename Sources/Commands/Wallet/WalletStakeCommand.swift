import ArgumentParser
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

    @OptionGroup var own: OwnAmount

    func run() async throws { try await own.send { .stake(amount: $0) } }
}
