import Core
import HTTPTypes
import HummingbirdCore

/// What the log says of accounts, as plain pages for people: no script, nothing from elsewhere.
struct ReputationPages: Sendable {
    static let prefix = "/reputation"
    private static let rowsMax = 200

    let ledger: any LedgerAPI

    var routes: [Route] { [Route(.get, Self.prefix, list), Route(.get, Self.prefix + "/:id", account)] }

    @Sendable
    private func list(_ request: APIRequest) async throws -> Response {
        let after = try request.query.text("after")
        let page = try await ledger.reputations(after: after, limit: Self.rowsMax)
        let items = page[anyCase: "Accounts"]?.arrayValue ?? []
        return Self.page(ReputationPage.list(items, hasMore: items.count == Self.rowsMax))
    }

    @Sendable
    private func account(_ request: APIRequest) async throws -> Response {
        Self.page(ReputationPage.account(try await ledger.reputation(of: request.subject)))
    }

    private static func page(_ html: String) -> Response {
        var response = Response.text(html, contentType: "text/html; charset=UTF-8")
        response.headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'"
        return response
    }
}
