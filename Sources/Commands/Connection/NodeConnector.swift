import Core

/// Gives commands the node that they talk to.
protocol NodeConnector: Sendable {
    /// The node at an address; whether anybody answers there shows with the first question.
    func node(at endpoint: Endpoint) -> any NodeAPI
    /// The ledger of the server at an address; whether there is one shows with the first question.
    func ledger(at endpoint: Endpoint) -> any LedgerAPI
}
