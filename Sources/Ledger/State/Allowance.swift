package import Settlement

/// What a sub-account may take of its parent's money, and what it has taken.
package struct Allowance: Hashable, Sendable {
    package var parent: AccountID
    package var child: AccountID
    /// The most that may be taken and not given back at any time.
    package var limit: Int64
    /// The last second at which money can be taken.
    package var expiry: Int64
    /// Taken and not given back.
    package var owed: Int64
}
