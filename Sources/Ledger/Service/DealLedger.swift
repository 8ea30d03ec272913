package import Settlement

/// A ledger as the drivers of deals use it: many messages at once, and all that happened to one deal.
package protocol DealLedger: SettlementLedger {
    /// Has signed messages applied, one after the other; the answers come when all of them are on disk.
    func submit(_ envelopes: [Envelope]) async throws -> [LedgerAnswer]
    /// All entries about a deal, oldest first.
    func history(of deal: DealID) async throws -> [LoggedEntry]
}

extension LedgerService: DealLedger {}
