package import Core
package import Settlement

/// A ledger as the drivers of deals use it: many messages at once, all that happened to one deal, and answers by a
/// call instead of a wait, because each change of thread would cost a short run more than the answer.
///
/// `done` is called once, on the caller's thread or on the ledger's; it takes the answer in and returns soon.
package protocol DealLedger: SettlementLedger {
    /// Has signed messages applied, one after the other; the answers come when all of them are on disk.
    ///
    /// One that was found wrong when it was signed is refused in its place.
    func submit(
        _ envelopes: [Result<CheckedEnvelope, SettlementError>],
        done: @escaping @Sendable (Result<[LedgerAnswer], CoreError>) -> Void
    )
    /// As `deal(_:)`.
    func deal(_ id: DealID, done: @escaping @Sendable (Result<DealStatement?, CoreError>) -> Void)
    /// Hands over the entries of each commit from now on, one commit after the other, on the ledger's thread.
    ///
    /// Entries may be missing between two calls; the log has them.
    func follow(_ take: @escaping @Sendable ([LoggedEntry]) -> Void) -> LedgerFollowing
    /// All entries about a deal, oldest first.
    func history(of deal: DealID) async throws -> [LoggedEntry]
}

extension LedgerService: DealLedger {}
