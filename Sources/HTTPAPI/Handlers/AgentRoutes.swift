import Core
import HTTPTypes
import HummingbirdCore

/// Tells about this process: alive, version, node, debug, config; the redirects; and the cheap ones of the 1.4 line.
struct AgentRoutes: Sendable {
    let info: AgentInfo

    var routes: [Route] {
        let agent = RoutePrefix.agent
        let api = RoutePrefix.api
        return [
            Route(.get, agent + "/alive") { .json(["Status": .string("OK")], for: $0) },
            Route(.get, agent + "/version", version), Route(.get, agent + "/node", node),
            Route(.get, agent + "/debug", debug),
            Route(.get, agent + "/config") { .json(["config": info.config], for: $0) },
            Route(.get, agent + "/authconfig") {
                .json(["Version": .string("1.0.0"), "Config": .object([])], for: $0)
            },
            // No users are configured: there is no method because nothing is asked for.
            Route(.get, api + "/auth") { .json(["Methods": .object([])], for: $0) },
            Route(.get, "/livez") { _ in .redirect(to: agent + "/alive") },
            Route(.get, "/version") { _ in .redirect(to: agent + "/version") },
            Route(.get, "/") { _ in .redirect(to: agent + "/version") },
            Route(.get, api + "/livez") { _ in .text("OK") },
            Route(.get, api + "/id") { _ in .text(await info.node().info.id.text) },
            Route(.get, api + "/node_info") { .json(Self.nodeInfo(await info.node()), for: $0) },
            Route(.post, api + "/version") { .json(["build_version_info": info.build.json], for: $0) },
        ]
    }

    @Sendable
    private func version(_ request: APIRequest) async throws -> Response { .json(info.build.json, for: request) }

    @Sendable
    private func node(_ request: APIRequest) async throws -> Response {
        let node = await info.node()
        return .json(request.line == .head ? Self.nodeInfo(node) : node.wireValue, for: request)
    }

    /// What NodeState has of the node itself, with its free capacity.
    private static func nodeInfo(_ node: NodeState) -> JSONValue { node.wireValue[anyCase: "Info"] ?? .null }

    @Sendable
    private func debug(_ request: APIRequest) async throws -> Response {
        let parts = await info.debug().sorted { $0.component < $1.component }
        return .json(.object(parts.map { JSONValue.Member($0.component, $0.info) }), for: request)
    }
}
