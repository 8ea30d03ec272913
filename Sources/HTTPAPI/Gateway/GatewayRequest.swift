import ContentAddressing
import HTTPTypes

/// A request to the trustless gateway, read from its address and headers.
struct GatewayRequest: Sendable {
    /// The form in which content is sent.
    enum Format: Sendable, Equatable {
        /// One block.
        case raw
        /// Blocks in a CARv1.
        case car(CAROptions)
        /// The bytes of a file; beside the specification of the trustless gateway.
        case file
    }

    /// What a CAR holds.
    struct CAROptions: Sendable, Equatable {
        var scope = DAGWalker.Scope.all
        var entityBytes: EntityByteRange?
        var repeatsBlocks = false
    }

    let root: CID
    let path: [String]
    let format: Format
    /// True when the form was chosen by `Accept` alone, so that the answer has to name its own address.
    let isNegotiated: Bool
    let filename: String?

    /// Throws `badRequest` for a bad CID, range or version, `notAcceptable` for forms that are not served.
    init(variables: [String], query: QueryParameters, accept: String?) throws {
        guard let text = variables.first, let root = CID(text) else {
            throw APIError(
                .badRequest,
                "'\((variables.first ?? "").prefix(100))' is not a CID",
                hint: "write /ipfs/<cid>[/path]",
                component: "Gateway"
            )
        }
        self.root = root
        path = Array(variables.dropFirst())
        filename = query.text("filename")
        let accepted = AcceptedType.first(in: accept)
        let name: String?
        switch query.text("format") {
        case nil:
            name = accepted?.format
            isNegotiated = accepted != nil
        case let given?:
            name = given
            isNegotiated = false
        }
        let parameters = accepted?.format == "car" ? accepted?.parameters ?? [:] : [:]
        switch name {
        case nil: format = .file
        case "raw": format = .raw
        case "car": format = .car(try Self.carOptions(query, parameters))
        case let name?:
            throw APIError(
                .notAcceptable,
                "the form '\(name)' is not served",
                hint: "use format=raw or format=car",
                component: "Gateway"
            )
        }
    }

    private static func carOptions(
        _ query: QueryParameters,
        _ parameters: [String: String]
    ) throws(APIError) -> CAROptions {
        var options = CAROptions()
        if let version = query.text("car-version") ?? parameters["version"], version != "1" {
            throw APIError(.badRequest, "CAR version '\(version)' is not served, only 1", component: "Gateway")
        }
        if let order = query.text("car-order") ?? parameters["order"], order != "dfs", order != "unk" {
            throw APIError(.notAcceptable, "CAR order '\(order)' is not served, only dfs", component: "Gateway")
        }
        switch query.text("car-dups") ?? parameters["dups"] {
        case nil, "n": break
        case "y": options.repeatsBlocks = true
        case let text?:
            throw APIError(.badRequest, "dups='\(text)' is not known, use y or n", component: "Gateway")
        }
        if let text = query.text("entity-bytes") {
            guard let range = EntityByteRange(text), !range.isBackwards else {
                throw APIError(
                    .badRequest,
                    "entity-bytes=\(text) is not a range",
                    hint: "write from:to, where to may be *",
                    component: "Gateway"
                )
            }
            options.entityBytes = range
            options.scope = .entity
        }
        if let text = query.text("dag-scope") {
            guard let scope = DAGWalker.Scope(rawValue: text) else {
                throw APIError(
                    .badRequest,
                    "dag-scope=\(text) is not known",
                    hint: "use block, entity or all",
                    component: "Gateway"
                )
            }
            options.scope = options.entityBytes == nil ? scope : .entity
        }
        return options
    }
}

extension EntityByteRange {
    /// True when both ends count from the same side and the range ends before it begins.
    fileprivate var isBackwards: Bool {
        guard let to, (from < 0) == (to < 0) else { return false }
        return from > to
    }
}
