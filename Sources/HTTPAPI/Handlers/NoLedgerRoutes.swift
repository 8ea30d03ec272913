import Core
import HTTPTypes
import HummingbirdCore

/// What a server without a ledger says where one would be.
enum NoLedgerRoutes {
    static var routes: [Route] {
        [
            Route(.get, RoutePrefix.ledger + "/**", refuse), Route(.post, RoutePrefix.ledger + "/**", refuse),
            Route(.get, ReputationPages.prefix + "/**", refuse),
        ]
    }

    @Sendable
    private static func refuse(_ request: APIRequest) async throws -> Response {
        throw failure
    }

    /// What is answered.
    static let failure = CoreError(
        .notFound,
        "this server runs no ledger",
        hint: "start one with 'bacalhau devstack', or with 'bacalhau ledger init' and 'bacalhau serve --ledger'",
        component: "Ledger"
    )
}
