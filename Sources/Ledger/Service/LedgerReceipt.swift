package import ContentAddressing
package import Settlement

/// Says where an applied message lies in the log.
package struct LedgerReceipt: Hashable, Sendable {
    package var sequence: UInt64
    /// The ledger's time when it was applied.
    package var time: Int64
    /// The entry's hash, which every later signed head covers.
    package var hash: Digest256
    /// The deal that was posted.
    package var deal: DealID?
    /// The message was applied before; this is the answer of then.
    package var isRepeated: Bool
}
