/// Something that happened, in the order in which it did; flat, so that logging it costs nothing.
package struct Event: Hashable, Sendable {
    /// What happened.
    package enum Kind: UInt8, Hashable, Sendable {
        case deposited, withdrawn, staked, unstaked, unbonded, exiting
        case posted, cancelled, assigned, declined, committed, decidedToPay, decidedToVerify
        case drawn, drawFailed, noShow, escalated, disputed, leakReported
        case revealed, revealedFaulty, jobBurnt, paid, slashed, bounty, restitution
        case clientFined, burned, closed
    }

    package var kind: Kind
    package var deal: DealID?
    package var account: AccountID?
    /// The slot's index, or -1.
    package var slot: Int
    package var amount: Int64

    init(_ kind: Kind, deal: DealID? = nil, account: AccountID? = nil, slot: Int = -1, amount: Int64 = 0) {
        self.kind = kind
        self.deal = deal
        self.account = account
        self.slot = slot
        self.amount = amount
    }
}
