import ContentAddressing
package import Core
import Settlement

extension LedgerJSON {
    /// Entries of the log: what a reader can check, and in words what they did.
    static func entries(_ entries: [LedgerEntry]) throws -> JSONValue {
        .object([.init("Entries", .array(try entries.map { try entry($0) }))])
    }

    private static func entry(_ entry: LedgerEntry) throws -> JSONValue {
        let logged = try LoggedEntry(entry)
        return .object([
            .init("Entry", number(entry.sequence)), .init("Time", .int(entry.time)),
            .init("Kind", .int(Int64(entry.kind))), .init("Message", .string(logged.name)),
            .init("Actor", digest(logged.actor?.digest)), .init("Deal", digest(logged.effects.deal?.digest)),
            .init("Events", .array(logged.effects.events.map(event))), .init("Previous", digest(entry.previous)),
            .init("Hash", digest(entry.hash)), .init("Input", .string(Hex.text(entry.input))),
            .init("Effects", .string(Hex.text(entry.effects))),
        ])
    }

    private static func event(_ event: LedgerEvent) -> JSONValue {
        .object([
            .init("Event", .string(event.kind.name)), .init("Amount", .int(event.amount)),
            .init("Account", digest(event.account?.digest)), .init("Deal", digest(event.deal?.digest)),
            .init("Slot", event.slot < 0 ? .null : .int(event.slot)),
        ])
    }

    /// Reads entries; the words are made anew from the bytes, whose hash is checked.
    static func entries(_ json: JSONValue) throws -> [LoggedEntry] {
        try LedgerReader(json).items("Entries").map { item in
            let entry = LedgerEntry(
                sequence: try item.number("Entry"),
                time: try item.int("Time"),
                kind: UInt8(clamping: try item.int("Kind")),
                input: try item.bytes("Input"),
                effects: try item.bytes("Effects"),
                previous: try item.digest("Previous"),
                hash: try item.digest("Hash")
            )
            guard entry.hash == entry.expectedHash else {
                throw CoreError(
                    .corrupt,
                    "entry \(entry.sequence) of the ledger's answer has another hash",
                    hint: "do not trust this server; check its log with 'bacalhau ledger verify'",
                    component: "Ledger"
                )
            }
            return try LoggedEntry(entry)
        }
    }

    /// The newest head of a log; throws `notFound` when there is none.
    package static func latestHead(_ log: any LedgerLog) async throws -> JSONValue {
        guard let head = try await log.lastHead() else {
            throw CoreError(.notFound, "the ledger has no signed head", component: "Ledger")
        }
        return Self.head(head)
    }

    /// A signed head with its text for keeping.
    static func head(_ head: LogHead) -> JSONValue {
        .object([
            .init("Entry", number(head.sequence)), .init("Time", .int(head.time)), .init("Hash", digest(head.hash)),
            .init("Signature", .string(Hex.text(head.signature))), .init("Head", .string(head.text)),
        ])
    }
}
