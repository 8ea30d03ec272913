package import ContentAddressing
package import Settlement

extension Envelope {
    /// Signs a message of the ledger; nil when the library refuses the key.
    package init?(_ message: LedgerMessage, nonce: UInt64, expiry: UInt64, ledger: Digest256, key: SigningKey) {
        if case .deal(let message) = message {
            self.init(message, nonce: nonce, expiry: expiry, ledger: ledger, key: key)
            return
        }
        // The protocol's envelope with another content: what is signed covers the type and the body.
        self.init(.setExiting(false), nonce: nonce, expiry: expiry, ledger: ledger, key: key)
        type = message.type
        body = message.body
        guard let signature = key.sign(signedBytes(ledger: ledger)) else { return nil }
        self.signature = signature
    }
}
