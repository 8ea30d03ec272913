import ContentAddressing
import Core
import Settlement

/// How a receipt is shown.
enum ReceiptViews {
    typealias Part = (name: String, value: JSONValue)

    static let unchecked: [Part] = []
    static let right: [Part] = [("Right", .bool(true))]

    static func wrong(_ error: SettlementError) -> [Part] {
        [("Right", .bool(false)), ("Code", .string(error.code.name)), ("Reason", .string(error.message))]
    }

    /// What a receipt says, after what a check of it found.
    static func receipt(_ receipt: Receipt, _ found: [Part]) -> Answer {
        let result = receipt.result
        let client = receipt.messages.first { (try? $0.message())?.name == "post" }?.account
        let messages = receipt.messages.map { (try? $0.message())?.name ?? "type \($0.type)" }
        var parts = found
        parts += [
            ("Deal", .string(receipt.deal.description)), ("Outcome", .string(receipt.outcome.name)),
            ("ClosedAt", .string(LedgerViews.time(receipt.closedAt))),
            ("Client", client.map { .string($0.description) } ?? .null), ("Node", .string(result.node.description)),
            ("Slot", .int(Int64(result.slot))), ("Charge", .int(result.charge)), ("Exit", .int(Int64(result.exit))),
            ("OutputRoot", .string(result.outputRoot.hex)), ("TraceRoot", .string(result.traceRoot.hex)),
            ("Fuel", LedgerViews.number(result.fuel)), ("Pages", LedgerViews.number(result.pages)),
            ("Job", .string(receipt.job.key.digest.hex)), ("Class", .string(receipt.job.classID)),
            ("Entry", .string(receipt.job.entry)), ("Messages", .string(messages.joined(separator: ", "))),
            ("Ledger", .string(receipt.ledger.hex)), ("Operator", .string(receipt.ledgerKey.hex)),
        ]
        return LedgerViews.answer(parts, identifier: receipt.deal.description)
    }
}
