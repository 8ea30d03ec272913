import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The ledger of deals over HTTP, under `/api/v1/ledger`: messages come signed, so anybody may send them.
struct LedgerRoutes: Sendable {
    let ledger: any LedgerAPI

    static let pageDefault = 100
    private static let sequences: ClosedRange<Int64> = 0...(Int64.max - 1)

    var routes: [Route] {
        let base = RoutePrefix.ledger
        return [
            Route(.get, base, overview), Route(.get, base + "/accounts/:id", account),
            Route(.get, base + "/accounts/:id/history", history), Route(.get, base + "/deals/:id", deal),
            Route(.get, base + "/events", events), Route(.post, base + "/messages", submit),
            Route(.post, base + "/faucet", faucet), Route(.get, base + "/heads/latest", latestHead),
            Route(.get, base + "/export", export), Route(.get, base + "/reputation", reputations),
            Route(.get, base + "/reputation/:id", reputation),
        ]
    }

    @Sendable
    private func overview(_ request: APIRequest) async throws -> Response {
        .json(try await ledger.overview(), for: request)
    }

    @Sendable
    private func account(_ request: APIRequest) async throws -> Response {
        .json(try await ledger.account(request.subject), for: request)
    }

    @Sendable
    private func history(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let page = try await ledger.history(
            of: request.subject,
            before: try query.number("before", in: Self.sequences).map { UInt64($0) },
            limit: try request.pageLimit(in: query, default: Self.pageDefault)
        )
        return .json(page, for: request)
    }

    @Sendable
    private func deal(_ request: APIRequest) async throws -> Response {
        .json(try await ledger.deal(request.subject), for: request)
    }

    @Sendable
    private func events(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let page = try await ledger.events(
            after: try query.number("after", in: Self.sequences).map { UInt64($0) },
            limit: try request.pageLimit(in: query, default: Self.pageDefault),
            wait: try request.waitLimit("wait", in: query) ?? .zero
        )
        return .json(page, for: request)
    }

    /// The body is one signed message; a refusal is an answer of the ledger, and so 200 too.
    @Sendable
    private func submit(_ request: APIRequest) async throws -> Response {
        let body: ByteBuffer
        do {
            body = try await request.body(upTo: request.limits.ledgerMessageBytesMax)
        } catch let error as APIError where error.code.status == APIError.Code.tooLarge.status {
            throw APIError(
                .tooLarge,
                "a message to the ledger has at most \(request.limits.ledgerMessageBytesMax) bytes",
                hint: "send one signed message as it is, not as text",
                component: "Ledger"
            )
        }
        guard body.readableBytes > 0 else {
            throw APIError(
                .badRequest,
                "the body is empty",
                hint: "send the bytes of one signed message; see docs/protocol.md",
                component: "Ledger"
            )
        }
        return .json(try await ledger.submit(Array(body.readableBytesView)), for: request)
    }

    @Sendable
    private func faucet(_ request: APIRequest) async throws -> Response {
        let body = try await request.json()
        guard let account = try APIRequest.text("Account", in: body), case .int(let amount) = body[anyCase: "Amount"]
        else {
            throw APIError(.badRequest, "Account must be an id and Amount a whole number", component: "Ledger")
        }
        return .json(try await ledger.faucet(account: account, amount: amount), for: request)
    }

    @Sendable
    private func latestHead(_ request: APIRequest) async throws -> Response {
        .json(try await ledger.latestHead(), for: request)
    }

    @Sendable
    private func export(_ request: APIRequest) async throws -> Response {
        .stream(headers: [.contentType: "application/octet-stream"], on: request.channel) { [ledger] writer in
            try await ledger.export { try await writer.write(ByteBuffer(bytes: $0)) }
        }
    }

    @Sendable
    private func reputation(_ request: APIRequest) async throws -> Response {
        .json(try await ledger.reputation(of: request.subject), for: request)
    }

    @Sendable
    private func reputations(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let limit = try request.pageLimit(in: query, default: Self.pageDefault)
        return .json(try await ledger.reputations(after: query.text("after"), limit: limit), for: request)
    }
}
