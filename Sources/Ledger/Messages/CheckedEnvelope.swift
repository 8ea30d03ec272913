package import ContentAddressing
package import Settlement

/// A message whose bytes, signature and offer were checked, so that only what depends on the state is left.
///
/// Checking needs no lock: callers do it beside each other.
package struct CheckedEnvelope: Sendable {
    package let bytes: [UInt8]
    /// The digest of the bytes, by which a repetition is known.
    package let digest: Digest256
    package let account: AccountID
    package let nonce: UInt64
    package let expiry: UInt64
    package let message: LedgerMessage

    /// Throws `BadSignature`, `BadOffer` or `Malformed`; without signatures for what a log says was checked before.
    package init(
        _ bytes: [UInt8],
        ledger: Digest256,
        checkingSignatures: Bool = true
    ) throws(SettlementError) {
        let envelope = try Envelope(decoding: bytes)
        message = try LedgerMessage(type: envelope.type, body: envelope.body)
        if checkingSignatures {
            guard envelope.isSigned(ledger: ledger) else {
                throw SettlementError(.signature, "the signature is not that of the account for this ledger")
            }
            if case .deal(.assign(let assign)) = message, assign.proof?.holds(for: assign.offer, ledger: ledger) != true
            {
                throw SettlementError(.offer, "the node's signature of the offer is missing or wrong")
            }
        }
        self.bytes = bytes
        digest = SHA256Hasher.digest(of: bytes)
        account = envelope.account
        nonce = envelope.nonce
        expiry = envelope.expiry
    }
}
