import ArgumentParser
import ContentAddressing
import Core
import Settlement

/// The command `bacalhau receipt verify`.
struct ReceiptVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a receipt: all signatures, and that node and client said exactly this.",
        discussion: """
            Nothing is asked of any node. Without --operator the receipt is checked against the key that it names \
            itself, which proves nothing about whose ledger that is. What only the ledger's clock can tell rests on \
            its signature.

            EXAMPLES
              bacalhau receipt verify job.receipt --ledger ID --operator KEY
            """
    )

    @Argument(help: ArgumentHelp("The receipt.", valueName: "file"), completion: .file())
    var file: String
    @Option(name: .customLong("ledger"), help: ArgumentHelp("The id that the ledger has to have.", valueName: "id"))
    var ledgerID: String?
    @Option(name: .customLong("operator"), help: ArgumentHelp("The key that has to have signed.", valueName: "key"))
    var operatorKey: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let ledger = try ledgerID.map { try Self.digest($0, "--ledger") }
        let key = try operatorKey.map { try Self.digest($0, "--operator") }
        let receipt = try ReceiptFile.read(file)
        do throws(SettlementError) {
            if let ledger, ledger != receipt.ledger {
                throw SettlementError(
                    .signature,
                    "the receipt is of the ledger \(receipt.ledger.hex), not of the one given"
                )
            }
            if let key, key != receipt.ledgerKey {
                throw SettlementError(
                    .signature,
                    "the receipt is signed with the key \(receipt.ledgerKey.hex), not with the one given"
                )
            }
            try receipt.verify(ledgerKey: key ?? receipt.ledgerKey)
        } catch {
            // Programs read the answer, people the error.
            if output.output == .json || output.output == .yaml {
                try output.show(ReceiptViews.receipt(receipt, ReceiptViews.wrong(error)))
            }
            throw CommandError(.failed, "the receipt is not right: \(error.message)", cause: error.code.name)
        }
        var answer = ReceiptViews.receipt(receipt, ReceiptViews.right)
        if key == nil {
            answer.note =
                "the key of the ledger was not given: that this is the right ledger was not checked\n"
                + "'bacalhau ledger show' has its id and key, for --ledger and --operator"
        }
        try output.show(answer)
    }

    private static func digest(_ text: String, _ option: String) throws -> Digest256 {
        guard let digest = Digest256(hex: text) else {
            throw CommandError(.usage, "\(option) takes 64 hexadecimal digits, not '\(text)'")
        }
        return digest
    }
}
