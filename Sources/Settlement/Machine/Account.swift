/// One account and where its money lies.
package struct Account: Hashable, Sendable {
    package var id: AccountID
    /// Free to use.
    package var available: Int64 = 0
    /// Set aside for open deals.
    package var escrow: Int64 = 0
    /// Stake that backs nothing yet.
    package var freeStake: Int64 = 0
    /// Stake that backs slots.
    package var lockedStake: Int64 = 0
    /// On the way from stake to money.
    package var unbonding: Int64 = 0
    /// Takes no new work.
    package var isExiting = false
    /// The smallest nonce that the next deal may have.
    package var nextDealNonce: UInt64 = 0
    /// How many deals of its own are open.
    package var openDeals = 0

    package init(id: AccountID) { self.id = id }

    /// Free and locked stake.
    package var stake: Int64 { freeStake + lockedStake }

    /// Everything it owns.
    package var total: Int64 { available + escrow + freeStake + lockedStake + unbonding }
}
