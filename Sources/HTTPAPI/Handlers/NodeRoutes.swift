import Core
import HTTPTypes
import HummingbirdCore

/// Lists nodes and decides on their membership.
struct NodeRoutes: Sendable {
    let jobs: any JobService

    var routes: [Route] {
        let base = RoutePrefix.orchestrator + "/nodes"
        return [
            Route(.get, base, list), Route(.get, base + "/:id", get), Route(.put, base + "/:id", update),
            // What the 1.4 Python client calls for the same.
            Route(.post, base, update),
        ]
    }

    @Sendable
    private func list(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let order = try NodeOrdering(query.text("order_by"))
        let isReversed = try query.flag("reverse")
        let limit = try query.number("limit", in: 0...Int64(UInt32.max)) ?? 0
        var labels: [Constraint] = []
        for selector in query.all("labels") { labels += try LabelSelector.parse(selector) }
        let approval = query.text("filter_approval")?.uppercased()
        let (status, conditions) = (query.text("filter_status")?.uppercased(), labels)
        var nodes = await jobs.nodes().filter { node in
            (approval ?? node.membership.rawValue) == node.membership.rawValue
                && (status ?? node.connection.rawValue) == node.connection.rawValue
                && conditions.allSatisfy { $0.matches(node.info.labels) }
        }
        order.sort(&nodes, isReversed: isReversed)
        let shown = limit == 0 ? nodes[...] : nodes.prefix(Int(limit))
        let page = Wire.page(shown.map(\.wireValue), itemsName: "Nodes")
        // The Go client reads `Nodes`, the Python client `nodes`.
        return .json(Wire.doubled(page, ["Nodes"]), for: request)
    }

    @Sendable
    private func get(_ request: APIRequest) async throws -> Response {
        let node = try await jobs.node(matching: request.subject)
        return .json(Wire.doubled(["Node": node.wireValue], ["Node"]), for: request)
    }

    @Sendable
    private func update(_ request: APIRequest) async throws -> Response {
        let body = try await request.json()
        let named = try APIRequest.text("NodeID", in: body) ?? ""
        let subject = request.subject.isEmpty ? named : request.subject
        guard !subject.isEmpty else { throw APIError(.badRequest, "no NodeID is given") }
        let message = try APIRequest.text("Message", in: body) ?? ""
        let action = try APIRequest.text("Action", in: body) ?? ""
        do {
            switch action.lowercased() {
            case "approve": try await jobs.setMembership(of: subject, to: .approved, message: message)
            case "reject": try await jobs.setMembership(of: subject, to: .rejected, message: message)
            case "delete": try await jobs.removeNode(matching: subject)
            default:
                throw APIError(.badRequest, "Action '\(action)' is not known", hint: "use approve, reject or delete")
            }
        } catch let error as CoreError where error.code == .conflict {
            return reply(request, error: error.hint.map { "\(error.message) (\($0))" } ?? error.message)
        }
        return reply(request, error: nil)
    }

    private func reply(_ request: APIRequest, error: String?) -> Response {
        var members: [JSONValue.Member] = [.init("Success", .bool(error == nil))]
        if let error { members.append(.init("Error", .string(error))) }
        return .json(Wire.doubled(.object(members), ["Success", "Error"]), for: request)
    }
}
