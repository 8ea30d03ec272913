import Core
import HTTPTypes
import HummingbirdCore

/// Stops, waits for and explains jobs.
struct JobControl: Sendable {
    private static let waitDefault = Duration.seconds(30)

    let jobs: any JobService

    var routes: [Route] {
        let job = RoutePrefix.orchestrator + "/jobs/:id"
        return [
            Route(.delete, job, stop), Route(.get, job + "/wait", wait), Route(.get, job + "/why", why),
            Route(.get, job + "/logs", logsWithoutUpgrade),
        ]
    }

    @Sendable
    private func stop(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let body = try await request.json()
        var reason = try APIRequest.text("Reason", in: body) ?? query.text("reason") ?? ""
        // What the Python client sends when there is no reason.
        if reason == "None" { reason = "" }
        let evaluation = try await jobs.stop(
            matching: request.subject,
            namespace: APIRequest.namespace(in: query),
            reason: reason
        )
        return .json(["EvaluationID": .string(evaluation)], for: request)
    }

    @Sendable
    private func wait(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let limit = try request.waitLimit("timeout", in: query) ?? Self.waitDefault
        let namespace = APIRequest.namespace(in: query)
        let job = try await jobs.waitForEnd(matching: request.subject, namespace: namespace, limit: limit)
        return .json(
            ["JobID": .string(job.id.text), "Done": .bool(job.state.isTerminal), "Job": job.wireValue],
            for: request
        )
    }

    @Sendable
    private func why(_ request: APIRequest) async throws -> Response {
        let namespace = APIRequest.namespace(in: try request.query)
        let report = try await jobs.why(matching: request.subject, namespace: namespace)
        return .json(report.wireValue, for: request)
    }

    @Sendable
    private func logsWithoutUpgrade(_ request: APIRequest) async throws -> Response {
        var error = APIError(
            .upgradeRequired,
            "logs are sent over a WebSocket",
            hint:
                "upgrade this request on a connection of its own, or read jobs/\(request.subject)/output as plain text"
        )
        error.headers[.upgrade] = "websocket"
        error.headers[.connection] = "upgrade"
        throw error
    }
}
