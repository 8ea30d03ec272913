/// Gives commands the node that they talk to.
protocol NodeConnector: Sendable {
    /// The node at an address; whether anybody answers there shows with the first question.
    func node(at endpoint: Endpoint) -> any NodeAPI
}
