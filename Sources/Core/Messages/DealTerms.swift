package import ContentAddressing

/// Which deal an execution is done for; the ledger has the rest of its terms.
package struct DealTerms: Hashable, Sendable {
    /// The ledger's id.
    package var ledger: Digest256
    package var deal: Digest256
    /// The node's slot: 0 for the primary, above for verifiers.
    package var slot: Int
    /// Chosen by the client; makes the same work another job.
    package var salt: Digest256
    /// The most fuel that the run may use; 0 for a task without fuel.
    package var fuelMax: UInt64
    /// The deal has ended and is paid: the node is asked for its result once more, which nobody pays for.
    package var isOver = false

    package init(ledger: Digest256, deal: Digest256, slot: Int, salt: Digest256, fuelMax: UInt64) {
        self.ledger = ledger
        self.deal = deal
        self.slot = slot
        self.salt = salt
        self.fuelMax = fuelMax
    }
}
