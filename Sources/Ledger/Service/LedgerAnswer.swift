package import Settlement

/// What the ledger says to a message.
package enum LedgerAnswer: Hashable, Sendable {
    /// It took effect and is on disk.
    case accepted(LedgerReceipt)
    /// Nothing changed, and the log says nothing of it.
    case refused(SettlementError)

    /// The receipt of an accepted message.
    package var receipt: LedgerReceipt? {
        if case .accepted(let receipt) = self { receipt } else { nil }
    }

    /// Why the message was refused.
    package var error: SettlementError? {
        if case .refused(let error) = self { error } else { nil }
    }
}
