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
        let message = try LedgerMessage(type: envelope.type, body: envelope.body)
        if checkingSignatures {
            guard envelope.isSigned(ledger: ledger) else {
                throw SettlementError(.signature, "the signature is not that of the account for this ledger")
            }
            try Self.checkOffer(message, ledger)
        }
        self.init(bytes, envelope, message)
    }

    /// Signs a message: the sender's own signature needs no check, the node's under an offer does.
    ///
    /// Throws `BadSignature` when the library refuses the key, and `BadOffer`.
    package init(
        signing message: LedgerMessage,
        nonce: UInt64,
        expiry: UInt64,
        ledger: Digest256,
        key: SigningKey
    ) throws(SettlementError) {
        guard let envelope = Envelope(message, nonce: nonce, expiry: expiry, ledger: ledger, key: key) else {
            throw SettlementError(.signature, "the message cannot be signed")
        }
        try Self.checkOffer(message, ledger)
        self.init(envelope.bytes, envelope, message)
    }

    private init(_ bytes: [UInt8], _ envelope: Envelope, _ message: LedgerMessage) {
        self.bytes = bytes
        self.message = message
        digest = SHA256Hasher.digest(of: bytes)
        account = envelope.account
        nonce = envelope.nonce
        expiry = envelope.expiry
    }

    private static func checkOffer(_ message: LedgerMessage, _ ledger: Digest256) throws(SettlementError) {
        guard case .deal(.assign(let assign)) = message else { return }
        guard assign.proof?.holds(for: assign.offer, ledger: ledger) == true else {
            throw SettlementError(.offer, "the node's signature of the offer is missing or wrong")
        }
    }
}
