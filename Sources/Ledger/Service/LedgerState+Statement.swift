package import Settlement

extension LedgerState {
    /// An account as its owner needs it.
    package func statement(of id: AccountID) -> AccountStatement {
        AccountStatement(
            account: machine.account(id) ?? Account(id: id),
            nextNonce: lastNonce(id).map { $0 + 1 } ?? 0,
            owed: owed(by: id),
            allowances: allowances(of: id)
        )
    }
}
