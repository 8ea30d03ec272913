import ArgumentParser
import Ledger
import Settlement

/// First money on the command line: `account=amount` or `account=amount:stake`; either amount may be 0.
struct HoldingArgument: ExpressibleByArgument, Hashable, Sendable {
    let account: String
    let available: Int64
    let stake: Int64

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        let amounts = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(Self.units)
        guard let available = amounts.first ?? nil, let stake = amounts.count > 1 ? amounts[1] : 0 else { return nil }
        account = String(parts[0])
        self.available = available
        self.stake = stake
    }

    /// The holding of the account that is meant.
    func holding(_ wallets: WalletFolder) throws -> Genesis.Holding {
        Genesis.Holding(account: try wallets.account(account), available: available, stake: stake)
    }

    private static func units(_ text: Substring) -> Int64? {
        text == "0" ? 0 : CreditAmount(argument: String(text))?.units
    }
}
