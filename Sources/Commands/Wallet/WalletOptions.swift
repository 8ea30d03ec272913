import ArgumentParser
import Core
import Ledger
import Settlement

/// Whose wallets and which ledger: on every command of wallets.
struct WalletOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"),
        completion: .file()
    )
    var passphraseFile: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    var passphrases: PassphraseSource { PassphraseSource(file: passphraseFile) }

    func wallets() throws -> WalletFolder {
        WalletFolder(try connection.configuration().dataDirectory + "/wallets")
    }

    /// Where the ledger is.
    func access() throws -> LedgerAccess { try LedgerAccess.find(try connection.configuration()) }

    /// Has a message of a wallet's account applied, and shows the account afterwards.
    func send(_ message: LedgerMessage, from name: String) async throws {
        let wallet = try wallets().wallet(name)
        let key = try wallet.key(passphrase: try passphrases.passphrase(of: wallet, name: name))
        let statement: AccountStatement
        switch try access() {
        case .folder(let folder):
            statement = try await folder.withLedger(passphrases) { ledger, _ in
                try await Self.send(message, key, to: ledger, showing: key.account)
            }
        case .server(let api, let endpoint):
            statement = try await LedgerAccess.ask(api, endpoint) { api in
                try await Self.send(message, key, to: try await RemoteLedger(api), showing: key.account)
            }
        }
        try output.show(WalletViews.statement(statement))
    }

    /// Has a message of the ledger's operator applied, whose key has to be in the data folder; shows an account
    /// afterwards.
    func sendAsOperator(_ message: LedgerMessage, showing account: AccountID) async throws {
        let statement: AccountStatement
        switch try access() {
        case .folder(let folder):
            statement = try await folder.withLedger(passphrases) { ledger, key in
                try await Self.send(message, key, to: ledger, showing: account)
            }
        case .server(let api, let endpoint):
            let folder = LedgerFolder(dataDirectory: try connection.configuration().dataDirectory)
            guard folder.exists else {
                throw CommandError(
                    .failed,
                    "only the ledger's operator can do this, and its wallet is not in \(folder.path)",
                    hint: "name the operator's data folder with --data-dir; "
                        + "on a test network 'bacalhau wallet faucet' gives money to anybody"
                )
            }
            let key = try folder.operatorKey(passphrases)
            statement = try await LedgerAccess.ask(api, endpoint) { api in
                try await Self.send(message, key, to: try await RemoteLedger(api), showing: account)
            }
        }
        try output.show(WalletViews.statement(statement))
    }

    private static func send(
        _ message: LedgerMessage,
        _ key: SigningKey,
        to ledger: any SettlementLedger,
        showing account: AccountID
    ) async throws -> AccountStatement {
        let clock = CommandContext.current.clock
        let sender = LedgerSender(ledger: ledger, key: key) { clock().nanoseconds / 1_000_000_000 }
        if let error = try await sender.send(message).error { throw refusal(error) }
        return try await ledger.account(account)
    }

    /// The ledger's refusal as a command tells it.
    static func refusal(_ error: SettlementError) -> CommandError {
        CommandError(.failed, "the ledger refuses: \(error.message)", cause: error.code.name)
    }
}
