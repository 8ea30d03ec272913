package import ContentAddressing

/// What a node has to keep about a result that it has committed to, until the deal has ended.
package struct KeptOpening: Hashable, Sendable {
    package var deal: Digest256
    package var slot: Int
    /// The execution that the deal was made for; nil for an opening that an older version has written.
    package var executionID: ExecutionID?
    /// The opening as the deal's parties encode it.
    package var opening: [UInt8]
    /// What the run has read; others may have to fetch it from this node until the deal has ended.
    package var inputs: [CID]

    package init(
        deal: Digest256,
        slot: Int,
        executionID: ExecutionID?,
        opening: [UInt8],
        inputs: [CID] = []
    ) {
        self.deal = deal
        self.slot = slot
        self.executionID = executionID
        self.opening = opening
        self.inputs = inputs
    }
}

/// Keeps a node's openings over restarts: who cannot open a commitment loses its stake.
package protocol OpeningStore: Sendable {
    /// Keeps openings; `done` is called on the store's thread when they are on disk, or none is.
    ///
    /// One of the same deal and slot takes the other's place. Calls that overlap may share a transaction.
    func keep(_ openings: [KeptOpening], done: @escaping @Sendable (Result<Void, CoreError>) -> Void)
    /// Forgets the openings of deals that have ended; one that is not there is no error.
    func forget(_ deals: [Digest256])
    /// All that is kept, by deal and slot.
    func openings() async throws -> [KeptOpening]
}
