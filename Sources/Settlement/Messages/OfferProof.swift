package import ContentAddressing

/// The node's signature of an offer, which travels with it.
package struct OfferProof: Hashable, Sendable {
    /// The Ed25519 key that the node's account is named after.
    package var publicKey: Digest256
    package var signature: [UInt8]

    /// Signs an offer for one ledger; nil when the library refuses.
    package init?(_ offer: Offer, ledger: Digest256, key: SigningKey) {
        publicKey = key.publicKey
        guard let signature = key.sign(offer.signedBytes(ledger: ledger)) else { return nil }
        self.signature = signature
    }

    /// Whether the node of the offer has signed it for this ledger.
    package func holds(for offer: Offer, ledger: Digest256) -> Bool {
        ProtocolHash.account(publicKey: publicKey) == offer.node
            && SigningKey.isValid(signature, of: offer.signedBytes(ledger: ledger), by: publicKey)
    }

    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.write(publicKey)
        writer.write(signature)
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(2)
        publicKey = try reader.readDigest()
        signature = try reader.readBytes(limit: SigningKey.signatureByteCount)
    }
}
