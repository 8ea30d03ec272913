import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet allow`.
struct WalletAllowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow",
        abstract: "Let another account pay with a wallet's money, up to a limit.",
        discussion: """
            EXAMPLES
              bacalhau wallet allow alice batch 1cr --days 7
            """
    )

    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("The sub-account: a wallet's name, or an id.", valueName: "child"))
    var child: String
    @Argument(help: ArgumentHelp("The most that may be taken at a time; 0 ends it.", valueName: "limit"))
    var limit: String
    @Option(help: ArgumentHelp("For how long.", valueName: "n"))
    var days: Int64 = 30
    @OptionGroup var options: WalletOptions

    func validate() throws {
        guard (1...36_500).contains(days) else { throw ValidationError("--days must be between 1 and 36500") }
    }

    func run() async throws {
        let isEnd = limit == "0"
        guard let amount = isEnd ? 0 : CreditAmount(argument: limit)?.units else {
            throw CommandError(.usage, "'\(limit)' is no amount", hint: "write 1000, or 1.5cr")
        }
        let now = CommandContext.current.clock().nanoseconds / 1_000_000_000
        let id = try options.wallets().account(child)
        try await options.send(.allow(account: id, limit: amount, expiry: now + days * 86_400), from: name)
    }
}
