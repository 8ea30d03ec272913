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

    func ledger() throws -> LedgerFolder {
        LedgerFolder(dataDirectory: try connection.configuration().dataDirectory)
    }

    /// Has a message of a wallet's account applied, and shows the account afterwards.
    func send(_ message: LedgerMessage, from name: String) async throws {
        let wallet = try wallets().wallet(name)
        let key = try wallet.key(passphrase: try passphrases.passphrase(of: wallet, name: name))
        try await send(message, showing: wallet.account) { _ in key }
    }

    /// Has a message of the ledger's operator applied, and shows an account afterwards.
    func sendAsOperator(_ message: LedgerMessage, showing account: AccountID) async throws {
        try await send(message, showing: account) { $0 }
    }

    private func send(
        _ message: LedgerMessage,
        showing account: AccountID,
        _ key: @escaping @Sendable (SigningKey) -> SigningKey
    ) async throws {
        let clock = CommandContext.current.clock
        let statement = try await ledger().withLedger(passphrases) { service, operatorKey in
            let sender = LedgerSender(ledger: service, key: key(operatorKey)) { clock().nanoseconds / 1_000_000_000 }
            switch try await sender.send(message) {
            case .accepted: return try await service.account(account)
            case .refused(let error):
                throw CommandError(.failed, "the ledger refuses: \(error.message)", cause: error.code.name)
            }
        }
        try output.show(WalletViews.statement(statement))
    }
}
