package import ContentAddressing

/// What clients of a ledger adapt to.
package struct LedgerCapabilities: Hashable, Sendable {
    /// Names the ledger in signatures.
    package var ledger: Digest256
    package var name: String
    package var isTest: Bool
    package var faucetPerDay: Int64
    /// Signs heads.
    package var operatorKey: Digest256
    /// The ledger recomputes ciphertexts.
    package var auditsCiphertext: Bool
    /// Seconds of one beacon round.
    package var beaconPeriod: Int64
    /// Seconds from an answer until it is final.
    package var finalityDelay: Int64
}
