/// The node's side of a deal: what it commits to, and what it opens.
package struct DealNode: Hashable, Sendable {
    package let account: AccountID
    package let sealing: Sealing

    package init(account: AccountID, sealing: Sealing) {
        self.account = account
        self.sealing = sealing
    }

    /// The commitment to an opening in a slot of this node.
    ///
    /// The charge is what the usage costs. The opening has to be kept until the deal has ended. Nil when the usage
    /// costs more than can exist or the client's key is not usable.
    package func commit(_ opening: Opening, to deal: Deal, slot: Int) -> Message.Commit? {
        guard let charge = deal.cost(fuel: opening.fuel, pages: opening.pages) else { return nil }
        return commit(opening, to: deal, slot: slot, charge: charge)
    }

    /// The commitment with a charge of the caller's choice; what does not fit the usage will be found out.
    package func commit(_ opening: Opening, to deal: Deal, slot: Int, charge: Int64) -> Message.Commit? {
        let place = SlotPlace(deal: deal.id, slot: UInt32(slot), node: account)
        let commitment = ProtocolHash.commitment(
            place: place,
            digest: opening.digest(job: deal.jobKey),
            charge: charge,
            rho: opening.rho
        )
        let ciphertext = sealing.seal(
            opening,
            job: deal.jobKey,
            place: place,
            commitment: commitment,
            encKey: deal.encKey
        )
        return ciphertext.map {
            Message.Commit(deal: deal.id, commitment: commitment, ciphertext: $0, charge: charge)
        }
    }
}
