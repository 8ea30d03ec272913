package import ContentAddressing
package import Settlement

/// A node's signed offer as it travels in its description: the message that takes it, with the deal left open.
package enum StandingOffer {
    /// How long one holds.
    package static let lifetimeSeconds: Int64 = 86_400

    /// The bytes of an offer for any metered job up to a price; nil when the library refuses the key.
    package static func make(price: Int64, expiry: Int64, ledger: Digest256, key: SigningKey) -> [UInt8]? {
        let offer = Offer(node: key.account, jobKey: nil, price: price, expiry: expiry)
        guard let proof = OfferProof(offer, ledger: ledger, key: key) else { return nil }
        return Message.assign(Message.Assign(deal: DealID(.zero), offer: offer, proof: proof)).body
    }

    /// The message that takes an offer for a deal.
    ///
    /// Throws `Malformed` for bytes that are none; whether the signature holds is for the ledger to say.
    package static func take(_ bytes: [UInt8], for deal: DealID) throws(SettlementError) -> Message.Assign {
        let type = Message.assign(Message.Assign(deal: deal, offer: Self.none)).type
        guard case .assign(var assign) = try Message(type: type, body: bytes) else {
            throw SettlementError(.malformed, "this is not an offer")
        }
        assign.deal = deal
        return assign
    }

    private static let none = Offer(node: AccountID(.zero), jobKey: nil, price: 0, expiry: 0)
}
