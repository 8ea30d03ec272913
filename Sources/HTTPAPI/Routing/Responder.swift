import Core
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Answers every request: finds its route, runs the handler, and gives the answer what all answers carry.
struct Responder: Sendable {
    let table: RouteTable
    let build: BuildInfo
    let limits: APILimits
    let gauges: ServerGauges
    let ids: RequestIDs
    let dates: HTTPDateCache
    let logger: Logger
    private let commonHeaders: HTTPFields

    init(
        table: RouteTable,
        build: BuildInfo,
        limits: APILimits,
        gauges: ServerGauges,
        ids: RequestIDs,
        dates: HTTPDateCache,
        logger: Logger
    ) {
        self.table = table
        self.build = build
        self.limits = limits
        self.gauges = gauges
        self.ids = ids
        self.dates = dates
        self.logger = logger
        self.commonHeaders = Self.headers(of: build)
    }

    @concurrent
    func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let fields = APIRequest.Fields(request.headers)
        var (route, response) = await answer(request, fields, channel)
        response.headers.append(contentsOf: commonHeaders)
        response.headers.append(HTTPField(name: .requestID, value: fields.requestID ?? ids.next()))
        response.headers.append(HTTPField(name: .date, value: dates.text))
        response.headers.append(HTTPField(name: .accessControlAllowOrigin, value: "*"))
        // These have no body, so a length would be that of something else (RFC 9110, section 8.6).
        if response.status == .noContent || response.status == .notModified { response.headers[.contentLength] = nil }
        gauges.answered(route: route, status: response.status.code)
        if logger.logLevel <= .debug {
            logger.debug("\(request.method) \(request.head.path ?? "") \(response.status.code)")
        }
        guard request.method != .head, response.status != .notModified else {
            return try await writer.writeResponse(response.head)
        }
        try await writer.write(response: response.head, body: response.body)
    }

    /// The position of the route (-1 when there is none) and its answer.
    private func answer(
        _ request: Request,
        _ fields: APIRequest.Fields,
        _ channel: any Channel
    ) async -> (route: Int, Response) {
        let (path, queryText) = RequestTarget.split(request.head.path ?? "/")
        var route = -1
        var line = ClientLine.v1_4
        do {
            do {
                line = try ClientVersion.line(of: fields.gitVersion)
            } catch {
                return (route, refusal(of: error, clientVersion: fields.gitVersion ?? ""))
            }
            switch table.match(request.method, path) {
            case .route(let index, let variables):
                route = index
                let request = APIRequest(
                    request: request,
                    channel: channel,
                    fields: fields,
                    line: line,
                    path: path,
                    queryText: queryText,
                    variables: variables,
                    limits: limits
                )
                return (index, try await table.routes[index].handler(request))
            case .wrongMethod(let allowed):
                if request.method == .options { return (route, preflight(allowed, request.headers)) }
                var error = APIError(.methodNotAllowed, "\(path) does not take \(request.method)")
                error.headers[.allow] = allowed.joined(separator: ", ")
                throw error
            case .none:
                throw APIError(
                    .notFound,
                    "there is nothing at \(path.prefix(200))",
                    hint: "the API is under \(RoutePrefix.api), content under /ipfs; see docs/http-api.md"
                )
            }
        } catch {
            let isPretty = (try? QueryParameters(queryText).isSet("pretty")) ?? false
            let answer = APIError(answering: error)
            if answer.code.status >= 500 {
                logger.warning("request failed", metadata: ["path": "\(path)", "error": "\(answer)"])
            }
            return (route, ErrorBody.response(answer, requestID: fields.requestID, line: line, isPretty: isPretty))
        }
    }

    private func refusal(of error: APIError, clientVersion: String) -> Response {
        let body =
            error.code == .forbidden
            ? ErrorBody.tooOld(error, client: clientVersion, server: build.gitVersion)
            : ["Error": .string(error.message)]
        return Response(
            status: HTTPResponse.Status(code: error.code.status),
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: JSONCoding.buffer(body))
        )
    }

    private func preflight(_ allowed: [String], _ headers: HTTPFields) -> Response {
        var fields = HTTPFields()
        fields[.accessControlAllowMethods] = allowed.joined(separator: ", ")
        fields[.accessControlAllowHeaders] = headers[.accessControlRequestHeaders] ?? "*"
        fields[.accessControlMaxAge] = "86400"
        return Response(status: .noContent, headers: fields)
    }

    /// The five headers that tell the server's build.
    private static func headers(of build: BuildInfo) -> HTTPFields {
        let pairs = [
            ("X-Bacalhau-Git-Version", build.gitVersion), ("X-Bacalhau-Git-Commit", build.gitCommit),
            ("X-Bacalhau-Build-Date", build.buildDate), ("X-Bacalhau-Build-OS", build.operatingSystem),
            ("X-Bacalhau-Arch", build.architecture),
        ]
        var fields = HTTPFields()
        for (name, value) in pairs {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }
}

extension HTTPField.Name {
    static let requestID = makeName("X-Request-ID")
    static let ipfsPath = makeName("X-Ipfs-Path")
    static let ipfsRoots = makeName("X-Ipfs-Roots")

    /// A header name that is known to be one.
    private static func makeName(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is not a header name") }
        return name
    }
}
