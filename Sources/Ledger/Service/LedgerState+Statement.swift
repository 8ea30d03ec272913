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

    /// An open deal with the names of those in it; nil when none of this id is open.
    package func statement(of id: DealID) -> DealStatement? {
        guard let deal = machine.deal(id) else { return nil }
        return DealStatement(
            deal: deal,
            client: machine.account(at: deal.client).id,
            nodes: deal.slots.map { machine.account(at: $0.node).id },
            params: machine.params(of: deal),
            coin: machine.beaconValue(deal.coinRound)
        )
    }
}
