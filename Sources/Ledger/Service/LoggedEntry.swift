package import ContentAddressing
package import Core
package import Settlement

/// An entry of the log in words.
package struct LoggedEntry: Sendable {
    package var sequence: UInt64
    package var time: Int64
    package var hash: Digest256
    /// Such as `post`, `tick` or `beacon`.
    package var name: String
    /// Who sent the message.
    package var actor: AccountID?
    package var message: LedgerMessage?
    package var effects: LedgerEffects

    /// Reads an entry that was checked when it was written; throws for bytes that are none.
    package init(_ entry: LedgerEntry) throws(SettlementError) {
        sequence = entry.sequence
        time = entry.time
        hash = entry.hash
        let kind = LedgerEntryKind(rawValue: entry.kind)
        name = kind?.name ?? "kind \(entry.kind)"
        effects = try LedgerEffects(decoding: entry.effects)
        guard kind == .envelope else { return }
        let envelope = try Envelope(decoding: entry.input)
        let message = try LedgerMessage(type: envelope.type, body: envelope.body)
        self.message = message
        actor = envelope.account
        name = message.name
    }

    /// Whether it was sent by an account or did something to it.
    package func concerns(_ account: AccountID) -> Bool {
        actor == account || effects.events.contains { $0.account == account }
    }
}
