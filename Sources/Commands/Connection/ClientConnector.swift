import Client
import Core

/// Reaches nodes over HTTP.
struct ClientConnector: NodeConnector {
    func node(at endpoint: Endpoint) -> any NodeAPI {
        ClientNode(client: BacalhauClient(host: endpoint.host, port: endpoint.port))
    }

    func ledger(at endpoint: Endpoint) -> any LedgerAPI {
        ClientLedger(client: BacalhauClient(host: endpoint.host, port: endpoint.port))
    }
}
