import Core
import HTTPTypes
import HummingbirdCore

/// A market that outsiders take part in: messages go in, the state and the board come out.
struct MarketRoutes: Sendable {
    static let prefix = "/market/v1"

    let market: any MarketService

    var routes: [Route] {
        [
            Route(.post, Self.prefix + "/accounts", join), Route(.post, Self.prefix + "/messages", send),
            Route(.post, Self.prefix + "/runs", run), Route(.post, Self.prefix + "/clock", advance),
            Route(.get, Self.prefix + "/state", state), Route(.get, Self.prefix + "/scoreboard", scoreboard),
        ]
    }

    @Sendable
    private func join(_ request: APIRequest) async throws -> Response {
        let body = try await request.json()
        let name = try APIRequest.text("name", in: body) ?? ""
        return .json(try await market.join(name), for: request)
    }

    @Sendable
    private func send(_ request: APIRequest) async throws -> Response {
        let token = try Self.token(request)
        let body = try await request.json()
        return .json(try await market.send(body, token: token), for: request)
    }

    @Sendable
    private func run(_ request: APIRequest) async throws -> Response {
        let token = try Self.token(request)
        let body = try await request.json()
        let job = try APIRequest.text("jobKey", in: body) ?? ""
        return .json(try await market.runJob(job, token: token), for: request)
    }

    @Sendable
    private func advance(_ request: APIRequest) async throws -> Response {
        let token = try Self.token(request)
        let body = try await request.json()
        guard case .int(let seconds) = body[anyCase: "seconds"] else {
            throw APIError(.badRequest, "seconds must be a whole number")
        }
        return .json(try await market.advance(by: seconds, token: token), for: request)
    }

    @Sendable
    private func state(_ request: APIRequest) async throws -> Response {
        let isNamed = request.request.headers[.authorization] != nil
        let token = isNamed ? try Self.token(request) : nil
        return .json(try await market.state(token: token), for: request)
    }

    @Sendable
    private func scoreboard(_ request: APIRequest) async throws -> Response {
        .json(try await market.scoreboard(), for: request)
    }

    /// The token of the account that asks.
    private static func token(_ request: APIRequest) throws(APIError) -> String {
        guard let text = request.request.headers[.authorization], text.hasPrefix("Bearer ") else {
            throw APIError(.unauthorized, "no token is given", hint: "send Authorization: Bearer TOKEN")
        }
        return String(text.dropFirst("Bearer ".count))
    }
}
