import Settlement

extension LedgerCapabilities {
    init(_ state: LedgerState) {
        let genesis = state.genesis
        self.init(
            ledger: state.ledger,
            name: genesis.name,
            isTest: genesis.isTest,
            faucetPerDay: genesis.faucetPerDay,
            operatorKey: genesis.operatorKey,
            auditsCiphertext: genesis.params.auditsCiphertext,
            beaconPeriod: genesis.params.beaconPeriod,
            finalityDelay: 0
        )
    }
}
