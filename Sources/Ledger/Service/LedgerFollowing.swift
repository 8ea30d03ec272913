/// The right to get what a ledger commits, until it is given back.
package final class LedgerFollowing: Sendable {
    private let end: @Sendable () -> Void

    /// `end` is called when it is given back.
    package init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    /// Gives it back; a call that is under way may still come.
    package func cancel() { end() }
}
