import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet list`.
struct WalletListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the wallets with their accounts; no passphrase is needed.",
        discussion: """
            EXAMPLES
              bacalhau wallet list --output json
            """
    )

    @OptionGroup var options: WalletOptions

    func run() async throws {
        try options.output.show(WalletViews.wallets(try options.wallets().list()))
    }
}
