package import ContentAddressing

/// The proof that a job ran, for whom, on what, with which result, at which price, and what became of the deal.
///
/// It can be verified without the ledger: the parties' own signed messages are part of it, and the ledger signs the
/// whole.
package struct Receipt: Hashable, Sendable {
    /// The result of the node that the receipt is about, with what opens its commitment.
    package struct Result: Hashable, Sendable {
        package var node: AccountID
        package var slot: UInt32
        package var exit: UInt32
        package var outputRoot: Digest256
        package var traceRoot: Digest256
        package var fuel: UInt64
        package var pages: UInt64
        package var blob: Digest256
        package var rho: Digest256
        package var charge: Int64

        package init(
            node: AccountID,
            slot: UInt32,
            exit: UInt32,
            outputRoot: Digest256,
            traceRoot: Digest256,
            opening: Opening,
            charge: Int64
        ) {
            self.node = node
            self.slot = slot
            self.exit = exit
            self.outputRoot = outputRoot
            self.traceRoot = traceRoot
            fuel = opening.fuel
            pages = opening.pages
            blob = opening.blob
            rho = opening.rho
            self.charge = charge
        }

        /// The opening of the node's commitment.
        package func opening(job: JobKey) -> Opening {
            Opening(
                receipt: ProtocolHash.receipt(job: job, exit: exit, outputRoot: outputRoot, traceRoot: traceRoot),
                fuel: fuel,
                pages: pages,
                blob: blob,
                rho: rho
            )
        }
    }

    package var ledger: Digest256
    package var job: JobDescription
    package var deal: DealID
    package var outcome: Outcome
    package var closedAt: Int64
    package var result: Result
    /// The beacon's value of the coin's round, when the client has decided.
    package var coinBeacon: Digest256?
    /// The signed messages of the deal that took effect, in their order.
    package var messages: [Envelope]
    /// The ledger's Ed25519 key.
    package var ledgerKey: Digest256 = .zero
    package var signature: [UInt8] = []

    package init(
        ledger: Digest256,
        job: JobDescription,
        deal: DealID,
        outcome: Outcome,
        closedAt: Int64,
        result: Result,
        coinBeacon: Digest256?,
        messages: [Envelope]
    ) {
        self.ledger = ledger
        self.job = job
        self.deal = deal
        self.outcome = outcome
        self.closedAt = closedAt
        self.result = result
        self.coinBeacon = coinBeacon
        self.messages = messages
    }

    /// Signs it as the ledger; false when the library refuses.
    package mutating func sign(with key: SigningKey) -> Bool {
        ledgerKey = key.publicKey
        guard let signed = key.sign(signedBytes) else { return false }
        signature = signed
        return true
    }
}
