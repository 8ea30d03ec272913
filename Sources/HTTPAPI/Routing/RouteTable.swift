import HTTPTypes

/// Finds the route of a request: fixed addresses by one look-up, the others in the order of the table.
struct RouteTable: Sendable {
    /// What was found.
    enum Match {
        case route(index: Int, variables: [String])
        /// The address is known, but not with this method; the methods that are, sorted.
        case wrongMethod(allowed: [String])
        case none
    }

    private struct Key: Hashable {
        var method: String
        var path: Substring
    }

    let routes: [Route]
    private let fixed: [Key: Int]
    private let open: [Int]

    init(_ routes: [Route]) {
        self.routes = routes
        var fixed: [Key: Int] = [:]
        var open: [Int] = []
        for (index, route) in routes.enumerated() {
            let isFixed = route.segments.allSatisfy { if case .literal = $0 { true } else { false } }
            if isFixed {
                fixed[Key(method: route.method.rawValue, path: route.pattern[...])] = index
            } else {
                open.append(index)
            }
        }
        self.fixed = fixed
        self.open = open
    }

    /// HEAD finds what GET finds.
    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        let method = method == .head ? .get : method
        if let index = fixed[Key(method: method.rawValue, path: path)] { return .route(index: index, variables: []) }
        // v1 does not treat a trailing slash as nothing; only paths into content may end with one.
        guard !path.hasSuffix("/") || path.hasPrefix("/ipfs/") else { return .none }
        let parts = RequestTarget.segments(of: path)
        var allowed = routes.filter { fixed[Key(method: $0.method.rawValue, path: path)] != nil && $0.pattern == path }
            .map(\.method.rawValue)
        for index in open {
            guard let variables = routes[index].variables(matching: parts) else { continue }
            if routes[index].method == method { return .route(index: index, variables: variables) }
            allowed.append(routes[index].method.rawValue)
        }
        return allowed.isEmpty ? .none : .wrongMethod(allowed: Set(allowed).sorted())
    }

    /// The name of a route in figures.
    func name(_ index: Int) -> String {
        guard routes.indices.contains(index) else { return "unknown" }
        return "\(routes[index].method.rawValue) \(routes[index].pattern)"
    }
}
