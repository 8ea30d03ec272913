import Core

extension APIRequest {
    /// The first variable of the route: the job, node or CID asked for.
    var subject: String { variables.first ?? "" }

    /// The job version asked for: 0 (the latest) unless given, nil for all of them.
    static func jobVersion(in query: QueryParameters) throws(APIError) -> Int? {
        if try query.flag("all_job_versions") { return nil }
        return Int(try query.number("job_version", in: 0...Int64(Int32.max)) ?? 0)
    }

    /// How many items a page has: the default unless given, at most the server's limit; 0 means the default.
    func pageLimit(in query: QueryParameters, default standard: Int) throws(APIError) -> Int {
        let given = try query.number("limit", in: 0...Int64(UInt32.max)) ?? 0
        return given == 0 ? standard : min(Int(given), limits.pageItemsMax)
    }

    /// The time to wait that a parameter names, held at the server's limit; nil when it is not given.
    func waitLimit(_ name: String, in query: QueryParameters) throws(APIError) -> Duration? {
        guard let text = query.text(name) else { return nil }
        guard let duration = GoDuration.parse(text) else {
            throw APIError(.badRequest, "\(name)=\(text) is not a duration", hint: "write one such as 30s or 2m")
        }
        return min(duration, limits.jobWaitMax)
    }

    /// The member of a JSON body as text; throws when it is something else.
    static func text(_ name: String, in body: JSONValue) throws(APIError) -> String? {
        switch body[anyCase: name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw APIError(.badRequest, "\(name) must be a string")
        }
    }

    /// The member of a JSON body as a bool; false when it is missing.
    static func flag(_ name: String, in body: JSONValue) throws(APIError) -> Bool {
        switch body[anyCase: name] {
        case nil, .null: return false
        case .bool(let flag): return flag
        case .string(let text):
            if let flag = GoBool.parse(text) { return flag }
        default: break
        }
        throw APIError(.badRequest, "\(name) must be true or false")
    }
}

extension LogQuery {
    /// Reads `execution_id`, `tail` and `follow`.
    init(_ query: QueryParameters) throws(APIError) {
        self.init()
        executionID = query.text("execution_id") ?? ""
        isTail = try query.flag("tail")
        isFollow = try query.flag("follow")
    }
}
