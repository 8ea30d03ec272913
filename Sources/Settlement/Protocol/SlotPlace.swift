/// Where a commitment belongs: a slot of a deal, held by a node.
package struct SlotPlace: Hashable, Sendable {
    package var deal: DealID
    package var slot: UInt32
    package var node: AccountID

    package init(deal: DealID, slot: UInt32, node: AccountID) {
        self.deal = deal
        self.slot = slot
        self.node = node
    }
}
