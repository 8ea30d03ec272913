import Settlement

/// Which ledger of deals a process runs; its files lie in the folder `ledger` of the data folder.
enum LedgerPlan: Sendable {
    /// The one that is there, with its operator's key.
    case existing(operatorKey: SigningKey)
    /// A test network that is made now and gives the accounts of this process their first money.
    case newTestNetwork(Params = TestNetwork.params)
}
