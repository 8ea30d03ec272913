import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

/// The deals behind executions: those of a job, those of a node that nobody checked, and receipts.
struct DealRoutes: Sendable {
    /// Nil where nothing is paid: every question is refused.
    let deals: (any DealService)?

    private static let pageDefault = 100
    private static let offsetMax: Int64 = 1 << 40

    var routes: [Route] {
        let base = RoutePrefix.orchestrator
        return [
            Route(.get, base + "/jobs/:id/deals", ofJob), Route(.get, base + "/deals", unchecked),
            Route(.get, base + "/executions/:id/receipt", receipt),
        ]
    }

    private func service() throws(CoreError) -> any DealService {
        guard let deals else { throw NoLedgerRoutes.failure }
        return deals
    }

    @Sendable
    private func ofJob(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let limit = try request.pageLimit(in: query, default: Self.pageDefault)
        // A token is the number of deals before the page; clients pass it on unread.
        let offset = Int(try query.number("next_token", in: 0...Self.offsetMax) ?? 0)
        let found = try await service().deals(
            matching: request.subject,
            namespace: APIRequest.namespace(in: query),
            version: try APIRequest.jobVersion(in: query),
            offset: offset,
            // One more than asked for tells whether there is a next page.
            limit: limit + 1
        )
        let token = found.count > limit ? String(offset + limit) : ""
        return .json(Wire.page(found.prefix(limit).map(\.wireValue), nextToken: token), for: request)
    }

    @Sendable
    private func unchecked(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        guard let node = query.text("node"), !node.isEmpty else {
            throw APIError(
                .badRequest,
                "node is required: the deals of one node are listed",
                hint: "name it by its id, its name, or the beginning of its id"
            )
        }
        let limit = try request.pageLimit(in: query, default: Self.pageDefault)
        let found = try await service().unchecked(node: node, limit: limit)
        return .json(Wire.page(found.map(\.wireValue)), for: request)
    }

    @Sendable
    private func receipt(_ request: APIRequest) async throws -> Response {
        let bytes = try await service().receipt(of: ExecutionID(request.subject))
        return Response(
            status: .ok,
            headers: [.contentType: "application/octet-stream"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
