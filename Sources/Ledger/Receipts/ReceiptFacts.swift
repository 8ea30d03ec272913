package import ContentAddressing
package import Settlement

/// What a client knows of a result and the ledger does not: it is behind the commitment.
package struct ReceiptFacts: Hashable, Sendable {
    /// Whose result it is; 0 for the node that ran the job first.
    package var slot: UInt32
    package var exit: UInt32
    package var outputRoot: Digest256
    package var traceRoot: Digest256
    /// Opens the node's commitment; its receipt has to be the hash of the facts above.
    package var opening: Opening

    package init(
        slot: UInt32 = 0,
        exit: UInt32,
        outputRoot: Digest256,
        traceRoot: Digest256,
        opening: Opening
    ) {
        self.slot = slot
        self.exit = exit
        self.outputRoot = outputRoot
        self.traceRoot = traceRoot
        self.opening = opening
    }
}
