package import Settlement

/// A ledger of verified compute as its users see it: embedded here, or elsewhere.
package protocol SettlementLedger: Sendable {
    /// What clients adapt to.
    var capabilities: LedgerCapabilities { get }

    /// Has a signed message applied; the answer comes when it is on disk.
    ///
    /// The same envelope again gives the first answer and changes nothing. Throws when the ledger cannot answer.
    func submit(_ envelope: Envelope) async throws -> LedgerAnswer
    /// An open deal; nil when none of this id is open.
    func deal(_ id: DealID) async throws -> DealStatement?
    /// An account; one that never had money is empty.
    func account(_ id: AccountID) async throws -> AccountStatement
    /// Entries after a sequence, oldest first.
    func events(after sequence: UInt64?, limit: Int) async throws -> [LoggedEntry]
    /// As `events(after:limit:)`, but while there are none it waits for the first, at most so long.
    ///
    /// Empty when the time is over or the ledger ends; cancelling ends the wait with `CancellationError`.
    func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> [LoggedEntry]
    /// What an account did and what was done to it, newest first, before a sequence.
    func history(of account: AccountID, before sequence: UInt64, limit: Int) async throws -> [LoggedEntry]
    /// The parameters that a deal posted now would get.
    func params() async throws -> Params
}
