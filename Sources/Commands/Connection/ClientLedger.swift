import Client
import Core

/// The ledger of a server that is asked over HTTP.
struct ClientLedger: LedgerAPI {
    let client: BacalhauClient

    func overview() async throws -> JSONValue { try await client.ledger() }

    func account(_ id: String) async throws -> JSONValue {
        try await client.ledger("/accounts/" + BacalhauClient.segment(id))
    }

    func history(of account: String, before sequence: UInt64?, limit: Int) async throws -> JSONValue {
        var query = [("limit", String(limit))]
        if let sequence { query.append(("before", String(sequence))) }
        return try await client.ledger("/accounts/" + BacalhauClient.segment(account) + "/history", query: query)
    }

    func deal(_ id: String) async throws -> JSONValue {
        try await client.ledger("/deals/" + BacalhauClient.segment(id))
    }

    func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> JSONValue {
        var query = [("limit", String(limit))]
        if let sequence { query.append(("after", String(sequence))) }
        if wait > .zero { query.append(("wait", BacalhauClient.text(of: wait))) }
        return try await client.ledger("/events", query: query, wait: wait)
    }

    func submit(_ envelope: [UInt8]) async throws -> JSONValue { try await client.sendLedgerMessage(envelope) }

    func faucet(account: String, amount: Int64) async throws -> JSONValue {
        try await client.askFaucet(account: account, amount: amount)
    }

    func latestHead() async throws -> JSONValue { try await client.ledger("/heads/latest") }

    func export(_ write: @Sendable ([UInt8]) async throws -> Void) async throws {
        for try await piece in try await client.ledgerExport() { try await write(piece) }
    }

    func reputation(of account: String) async throws -> JSONValue {
        try await client.ledger("/reputation/" + BacalhauClient.segment(account))
    }

    func reputations(after account: String?, limit: Int) async throws -> JSONValue {
        var query = [("limit", String(limit))]
        if let account { query.append(("after", account)) }
        return try await client.ledger("/reputation", query: query)
    }
}
