import ArgumentParser
import Ledger
import Settlement

/// `NAME AMOUNT`: a wallet, and how much of its account's own money is moved.
struct OwnAmount: ParsableArguments {
    @Argument(help: ArgumentHelp("A wallet's name.", valueName: "name"))
    var name: String
    @Argument(help: ArgumentHelp("Units, or credits with 'cr' behind.", valueName: "amount"))
    var amount: CreditAmount
    @OptionGroup var options: WalletOptions

    /// Has a message about so many units applied, and shows the account afterwards.
    func send(_ message: (Int64) -> Message) async throws {
        try await options.send(.deal(message(amount.units)), from: name)
    }
}
