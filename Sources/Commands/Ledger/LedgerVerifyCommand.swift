import ArgumentParser
import ContentAddressing
import Core
import Ledger
import Settlement

/// The command `bacalhau ledger verify`.
struct LedgerVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a ledger from its first entry: hashes, signatures, beacon, balances.",
        discussion: """
            Everything is done again from the log. An export needs no node and no data folder.

            EXAMPLES
              bacalhau ledger verify
              bacalhau ledger verify --file ledger.export --ledger ID --operator KEY
            """
    )

    @Option(
        help: ArgumentHelp("An export; without it, the ledger of the data folder.", valueName: "file"),
        completion: .file()
    )
    var file: String?
    @Option(name: .customLong("ledger"), help: ArgumentHelp("The id that the ledger has to have.", valueName: "id"))
    var ledgerID: String?
    @Option(name: .customLong("operator"), help: ArgumentHelp("The key that has to have signed.", valueName: "key"))
    var operatorKey: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let expectations = LedgerVerifier.Expectations(
            ledger: try digest(ledgerID, "--ledger"),
            operatorKey: try digest(operatorKey, "--operator")
        )
        do {
            try output.show(LedgerViews.report(try await report(expectations)))
        } catch let fault as LedgerFault {
            throw CommandError(
                .failed,
                "the ledger is not right: \(fault)",
                hint: "everything before it is right; nothing after it was looked at"
            )
        }
    }

    private func report(_ expectations: LedgerVerifier.Expectations) async throws -> LedgerReport {
        if let file {
            let pieces = try LedgerFileSource(CommandContext.current.absolutePath(file))
            return try LedgerVerifier.verify(export: { try pieces.read($0) }, expecting: expectations)
        }
        let folder = LedgerFolder(dataDirectory: try connection.configuration().dataDirectory)
        return try await folder.withLog { try await LedgerVerifier.verify($0, expecting: expectations) }
    }

    private func digest(_ text: String?, _ option: String) throws -> Digest256? {
        guard let text else { return nil }
        guard let digest = Digest256(hex: text) else {
            throw CommandError(.usage, "\(option) takes 64 hexadecimal digits, not '\(text)'")
        }
        return digest
    }
}
