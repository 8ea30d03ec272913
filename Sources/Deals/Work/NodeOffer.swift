package import ContentAddressing
package import Settlement

/// A node's signed offer as it travels: the message that takes it, with the deal left open.
package enum NodeOffer {
    /// How long a standing one holds.
    package static let lifetimeSeconds: Int64 = 86_400
    /// How long one for a single job holds.
    static let quoteSeconds: Int64 = 600

    /// The bytes of an offer for any metered job up to a price per 10⁹ fuel; nil when the library refuses the key.
    package static func standing(price: Int64, expiry: Int64, ledger: Digest256, key: SigningKey) -> [UInt8]? {
        sign(Offer(node: key.account, jobKey: nil, price: price, expiry: expiry), ledger, key)
    }

    /// The bytes of an offer to do all of one job for a price; nil when the library refuses the key.
    package static func whole(
        job: JobKey,
        price: Int64,
        expiry: Int64,
        ledger: Digest256,
        key: SigningKey
    ) -> [UInt8]? {
        sign(Offer(node: key.account, jobKey: job, price: price, expiry: expiry), ledger, key)
    }

    private static func sign(_ offer: Offer, _ ledger: Digest256, _ key: SigningKey) -> [UInt8]? {
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
