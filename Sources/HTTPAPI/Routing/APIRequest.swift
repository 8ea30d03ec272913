import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

/// One request on its way to a handler.
struct APIRequest: Sendable {
    /// The few headers that matter here, picked in one pass.
    struct Fields: Sendable {
        var gitVersion: String?
        var requestID: String?
        var accept: String?
        var origin: String?
        var contentLength: Int64?

        init(_ headers: HTTPFields) {
            for field in headers {
                switch field.name.canonicalName {
                case "x-bacalhau-git-version": gitVersion = field.value
                case "x-request-id": requestID = field.value
                case "accept": accept = accept.map { $0 + ", " + field.value } ?? field.value
                case "origin": origin = field.value
                case "content-length": contentLength = Int64(field.value)
                default: break
                }
            }
        }
    }

    let request: Request
    let channel: any Channel
    let fields: Fields
    /// Which line of v1 the client speaks.
    let line: ClientLine
    let path: Substring
    let queryText: Substring
    /// The values of the route's variable segments, decoded, in order.
    var variables: [String] = []
    let limits: APILimits

    /// The decoded query; throws for a broken one.
    var query: QueryParameters {
        get throws(APIError) { try QueryParameters(queryText) }
    }

    /// The namespace asked for; nil when none is given or all are meant (`*`).
    static func namespace(in query: QueryParameters) -> String? {
        guard let text = query.text("namespace"), text != "*" else { return nil }
        return text
    }

    var isHead: Bool { request.method == .head }

    /// The whole body; throws `tooLarge` beyond the limit, before reading when it is announced so.
    func body() async throws -> ByteBuffer { try await body(upTo: limits.bodyBytesMax) }

    /// The whole body within another limit.
    func body(upTo bytesMax: Int) async throws -> ByteBuffer {
        if let length = fields.contentLength, length > Int64(bytesMax) { throw Self.tooLarge(bytesMax) }
        do {
            return try await request.body.collect(upTo: bytesMax)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(bytesMax)
        }
    }

    /// The body as JSON; an empty one is an empty object.
    func json() async throws -> JSONValue {
        let body = try await body()
        guard body.readableBytes > 0 else { return .object([]) }
        return try JSONCoding.parse(body)
    }

    private static func tooLarge(_ bytesMax: Int) -> APIError {
        APIError(
            .tooLarge,
            "the body is larger than \(bytesMax) bytes",
            hint: "put large data into the content store (data add, data import) and name it by its CID"
        )
    }
}
