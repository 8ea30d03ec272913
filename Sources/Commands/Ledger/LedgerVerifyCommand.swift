import ArgumentParser
import ContentAddressing
import Core
import Glibc
import Ledger
import Settlement

/// The command `bacalhau ledger verify`.
struct LedgerVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a ledger from its first entry: hashes, signatures, beacon, balances.",
        discussion: """
            Everything is done again from the log. An export needs no node and no data folder. Of a server's ledger \
            the whole log is fetched first. A head that was kept, as 'ledger head' prints it, has to be in the log.

            EXAMPLES
              bacalhau ledger verify
              bacalhau ledger verify --file ledger.export --ledger ID --operator KEY
              bacalhau ledger verify --head monday.head
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
    @Option(help: ArgumentHelp("A head that was kept: its text, or a file that holds it.", valueName: "head"))
    var head: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let expectations = LedgerVerifier.Expectations(
            ledger: try digest(ledgerID, "--ledger"),
            operatorKey: try digest(operatorKey, "--operator"),
            head: try head.map(Self.keptHead)
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
            return try Self.report(export: CommandContext.current.absolutePath(file), expectations)
        }
        switch try LedgerAccess.find(try connection.configuration()) {
        case .folder(let folder):
            return try await folder.withLog { try await LedgerVerifier.verify($0, expecting: expectations) }
        case .server(let api, let endpoint):
            let path = LocalFiles.temporaryPath("ledger")
            defer { unlink(path) }
            return try await LedgerExportCommand.withNewFile(path) { descriptor in
                try await LedgerAccess.ask(api, endpoint) { api in
                    try await api.export { try LedgerExportCommand.write($0, descriptor, path) }
                }
                return try Self.report(export: path, expectations)
            }
        }
    }

    private static func report(
        export path: String,
        _ expectations: LedgerVerifier.Expectations
    ) throws -> LedgerReport {
        let pieces = try LedgerFileSource(path)
        return try LedgerVerifier.verify(export: { try pieces.read($0) }, expecting: expectations)
    }

    /// A head by its text, or from a file with the text or the answer of `ledger head --output json`.
    private static func keptHead(_ argument: String) throws -> LogHead {
        if let head = LogHead(text: argument) { return head }
        let text = try LocalFiles.readText(CommandContext.current.absolutePath(argument), bytesMax: 1 << 16)
        let json = try? JSONValue(parsing: text)
        let kept = json?[anyCase: "Head"]?.stringValue ?? text.filter { !$0.isWhitespace }
        guard let head = LogHead(text: kept) else {
            throw CommandError(.usage, "\(argument) holds no head", hint: "keep what 'bacalhau ledger head -q' prints")
        }
        return head
    }

    private func digest(_ text: String?, _ option: String) throws -> Digest256? {
        guard let text else { return nil }
        guard let digest = Digest256(hex: text) else {
            throw CommandError(.usage, "\(option) takes 64 hexadecimal digits, not '\(text)'")
        }
        return digest
    }
}
