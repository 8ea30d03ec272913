/// The ledger's answer to a message.
package enum Reply: Hashable, Sendable {
    /// The message took effect; a posted deal is named.
    case accepted(DealID?)
    /// Nothing changed.
    case rejected(SettlementError)

    /// Whether the message took effect.
    package var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }

    /// The deal that was posted.
    package var deal: DealID? {
        if case .accepted(let deal) = self { deal } else { nil }
    }

    /// Why the message was refused.
    package var error: SettlementError? {
        if case .rejected(let error) = self { error } else { nil }
    }
}
