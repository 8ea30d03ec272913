package import ContentAddressing

/// What a ledger starts from.
package struct Genesis: Hashable, Sendable {
    /// An account that exists from the start.
    package struct Holding: Hashable, Sendable {
        package var account: AccountID
        package var available: Int64
        package var stake: Int64

        package init(account: AccountID, available: Int64 = 0, stake: Int64 = 0) {
            self.account = account
            self.available = available
            self.stake = stake
        }
    }

    package var params: Params
    package var sealing: Sealing
    /// The time of the start.
    package var time: Int64
    /// The beacon's value before its first round, such as the tip of a hash chain.
    package var beacon: Digest256
    package var holdings: [Holding]

    package init(
        params: Params = Params(),
        sealing: Sealing = .hpke,
        time: Int64 = 0,
        beacon: Digest256 = .zero,
        holdings: [Holding] = []
    ) {
        self.params = params
        self.sealing = sealing
        self.time = time
        self.beacon = beacon
        self.holdings = holdings
    }
}
