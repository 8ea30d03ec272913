import ArgumentParser
import Core
import Ledger
import Settlement

/// The command `bacalhau wallet faucet`.
struct WalletFaucetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faucet",
        abstract: "Give play money on a test network: so much a day for each account.",
        discussion: """
            EXAMPLES
              bacalhau wallet faucet alice 10cr
            """
    )

    @OptionGroup var incoming: IncomingAmount

    func run() async throws {
        let (id, options) = (try incoming.id, incoming.options)
        guard case .server(let api, let endpoint) = try options.access() else {
            return try await incoming.sendAsOperator { .faucet(account: $0, amount: $1) }
        }
        let statement = try await LedgerAccess.ask(api, endpoint) { api in
            let ledger = try await RemoteLedger(api)
            let gift = try await api.faucet(account: id.description, amount: incoming.amount.units)
            if let error = try LedgerJSON.answer(gift).error { throw WalletOptions.refusal(error) }
            return try await ledger.account(id)
        }
        try options.output.show(WalletViews.statement(statement))
    }
}
