import AsyncHTTPClient
package import Core
import NIOCore
import NIOHTTP1

extension BacalhauClient {
    /// Asks the server's ledger; `path` is what follows `/api/v1/ledger`, percent-encoded already.
    ///
    /// `docs/http-api.md` says what there is and what the answers hold.
    package func ledger(
        _ path: String = "",
        query: [(String, String)] = [],
        wait: Duration = .zero
    ) async throws -> JSONValue {
        try await call(.get, Self.ledger + path, query: query, wait: wait)
    }

    /// Has the bytes of one signed message applied; the answer says whether it was accepted.
    ///
    /// Sending the same bytes again gives the first answer, so a broken connection is no harm.
    package func sendLedgerMessage(_ bytes: [UInt8]) async throws -> JSONValue {
        var request = makeRequest(.post, Self.ledger + "/messages")
        request.headers.add(name: "Content-Type", value: "application/cbor")
        request.body = .bytes(ByteBuffer(bytes: bytes))
        return try await json(of: try await send(request, isRepeatable: true), request.url)
    }

    /// Asks the faucet of a test network for money.
    package func askFaucet(account: String, amount: Int64) async throws -> JSONValue {
        let body = JSONValue.object([.init("Account", .string(account)), .init("Amount", .int(amount))])
        return try await call(.post, Self.ledger + "/faucet", body: body)
    }

    /// The whole log of the server's ledger with its signed heads, in pieces as they arrive, for checking it elsewhere.
    public func ledgerExport() async throws -> AsyncThrowingStream<[UInt8], any Error> {
        try await download(Self.ledger + "/export", query: [])
    }
}
