import ArgumentParser
import Ledger

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

    @OptionGroup var drawn: ParentAmount

    func run() async throws { try await drawn.send { .draw(parent: $0, amount: $1) } }
}
