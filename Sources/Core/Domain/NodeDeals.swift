package import ContentAddressing

/// What a node asks for its work, in units of 10⁻⁹ credit; amounts round up.
package struct NodePrices: Hashable, Sendable {
    /// Per 10⁹ units of fuel of a `wasm` task.
    package var perGfuel: Int64
    /// Per 10⁹ page-fuel: one page of 64 KiB held for one unit of fuel counts one.
    package var perGpageFuel: Int64
    /// Per second of one processor; with the next two, the price of a task that has no fuel.
    package var perCPUSecond: Int64
    /// Per second of 2³⁰ bytes of memory.
    package var perGiBSecond: Int64
    /// Per 2³⁰ bytes of input.
    package var perGiBInput: Int64

    package init(
        perGfuel: Int64 = 0,
        perGpageFuel: Int64 = 0,
        perCPUSecond: Int64 = 0,
        perGiBSecond: Int64 = 0,
        perGiBInput: Int64 = 0
    ) {
        self.perGfuel = perGfuel
        self.perGpageFuel = perGpageFuel
        self.perCPUSecond = perCPUSecond
        self.perGiBSecond = perGiBSecond
        self.perGiBInput = perGiBInput
    }
}

/// What a node says about being paid: where, how much, and for what it stakes.
package struct NodeDeals: Hashable, Sendable {
    /// The ledger's id.
    package var ledger: Digest256
    /// The node's account there.
    package var account: Digest256
    package var prices: NodePrices
    /// The engines whose results the node backs with its stake, in lower case.
    package var engines: [String]
    /// A signed offer for any metered job, as the ledger encodes it.
    package var offer: [UInt8]

    package init(ledger: Digest256, account: Digest256, prices: NodePrices, engines: [String], offer: [UInt8]) {
        self.ledger = ledger
        self.account = account
        self.prices = prices
        self.engines = engines
        self.offer = offer
    }
}
