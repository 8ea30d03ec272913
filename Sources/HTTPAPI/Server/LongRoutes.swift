import NIOHTTP1

/// Says which requests wait or stream by nature, so that the limit on handlers does not end them.
///
/// It looks at the address alone because the connection has to know before anything is routed.
enum LongRoutes {
    @Sendable
    static func contains(_ method: HTTPMethod, _ uri: String) -> Bool {
        let (path, query) = RequestTarget.split(uri)
        if path.hasPrefix("/ipfs/") || path.hasPrefix(RoutePrefix.data) { return true }
        if path.hasPrefix(RoutePrefix.ledger) { return path.hasSuffix("/export") || query.contains("wait=") }
        guard path.hasPrefix(RoutePrefix.orchestrator) else { return false }
        if path.hasSuffix("/wait") || path.hasSuffix("/output") { return true }
        return method == .PUT && query.contains("wait=")
    }
}
