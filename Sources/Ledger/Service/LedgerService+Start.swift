import Core
package import Settlement

/// Where an account's driver takes up its work: what the ledger had on disk when it was opened.
package struct LedgerStart: Hashable, Sendable {
    package var params: Params
    package var nextDealNonce: UInt64
    /// The newest entry.
    package var sequence: UInt64
}

extension LedgerService {
    /// What is on disk for an account before the ledger runs; later it is `account(_:)` that says so.
    package func start(of account: AccountID) -> LedgerStart {
        atRest { desk in
            LedgerStart(
                params: desk.state.machine.params,
                nextDealNonce: desk.state.statement(of: account).account.nextDealNonce,
                sequence: desk.last.sequence
            )
        }
    }
}
