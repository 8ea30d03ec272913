package import ContentAddressing
package import Settlement

/// What a run gave back, in the terms of a deal.
package struct WorkResult: Hashable, Sendable {
    package var exit: UInt32
    /// The digest in the result's CID.
    package var outputRoot: Digest256
    package var fuel: UInt64
    package var pageFuel: UInt64

    package init(exit: UInt32, outputRoot: Digest256, fuel: UInt64, pageFuel: UInt64) {
        self.exit = exit
        self.outputRoot = outputRoot
        self.fuel = fuel
        self.pageFuel = pageFuel
    }

    /// The opening of a commitment to it.
    ///
    /// Results are fetched by their CID from the node's store, so no archive is named; engines of today give no trace.
    package func opening(job: JobKey, rho: Digest256) -> Opening {
        Opening(
            receipt: ProtocolHash.receipt(job: job, exit: exit, outputRoot: outputRoot, traceRoot: .zero),
            fuel: fuel,
            pages: pageFuel,
            blob: .zero,
            rho: rho
        )
    }

    /// The digest that replicas have to agree on.
    package func digest(job: JobKey) -> Digest256 { opening(job: job, rho: .zero).digest(job: job) }
}
