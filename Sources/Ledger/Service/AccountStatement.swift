package import Settlement

/// An account as its owner needs it.
package struct AccountStatement: Hashable, Sendable {
    package var account: Account
    /// The smallest nonce that the next message may have.
    package var nextNonce: UInt64
    /// What belongs to parent accounts: it can pay for deals, but not leave.
    package var owed: Int64
    package var allowances: [Allowance]
}
