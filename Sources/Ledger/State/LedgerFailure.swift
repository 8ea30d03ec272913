package import Settlement

/// Why an entry could not be made.
package enum LedgerFailure: Error, Sendable, CustomStringConvertible {
    /// The ledger's rules refuse it; nothing has changed.
    case refused(SettlementError)
    /// A promise of the protocol would not hold any more: the state must not be used.
    case broken(InvariantViolation)

    package var description: String {
        switch self {
        case .refused(let error): error.description
        case .broken(let violation): "the books would not balance: \(violation)"
        }
    }
}
