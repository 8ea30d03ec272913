/// The beginnings of the addresses that this server knows.
enum RoutePrefix {
    static let api = "/api/v1"
    static let orchestrator = "/api/v1/orchestrator"
    static let agent = "/api/v1/agent"
    static let data = "/api/v1/data"
    static let ledger = "/api/v1/ledger"
}
