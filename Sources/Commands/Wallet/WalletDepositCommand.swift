import ArgumentParser
import Ledger
import Settlement

/// The command `bacalhau wallet deposit`.
struct WalletDepositCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deposit",
        abstract: "Bring money in, as the ledger's operator.",
        discussion: """
            EXAMPLES
              bacalhau wallet deposit alice 10cr
            """
    )

    @OptionGroup var incoming: IncomingAmount

    func run() async throws { try await incoming.sendAsOperator { .deal(.deposit(account: $0, amount: $1)) } }
}
