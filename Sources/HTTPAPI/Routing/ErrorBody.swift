import Core
import HTTPTypes
import HummingbirdCore

/// The bodies of answers that are errors, in the shapes of both lines of v1.
enum ErrorBody {
    /// The structured form, with what the 1.4 line expects (`message`) added for its clients.
    static func response(_ error: APIError, requestID: String?, line: ClientLine, isPretty: Bool) -> Response {
        let buffer = JSONCoding.buffer(json(error, requestID: requestID, line: line), isPretty: isPretty)
        var headers = error.headers
        headers[.contentType] = "application/json"
        return Response(
            status: HTTPResponse.Status(code: error.code.status),
            headers: headers,
            body: ResponseBody(byteBuffer: buffer)
        )
    }

    static func json(_ error: APIError, requestID: String?, line: ClientLine) -> JSONValue {
        let code = CoreError.Code(wireName: error.code.name, httpStatus: error.code.status)
        let core = CoreError(code, error.message, hint: error.hint, component: error.component, cause: error.cause)
        let body = core.wireValue(requestID: requestID ?? "")
        guard line == .v1_4, case .object(let members) = body else { return body }
        return .object(members + [JSONValue.Member("message", .string(error.description))])
    }

    /// The body of 403 for a client that is too old.
    static func tooOld(_ error: APIError, client: String, server: String) -> JSONValue {
        [
            "Error": .string(error.message),
            "MinVersion": .string("v\(ClientVersion.oldest.major).\(ClientVersion.oldest.minor).0"),
            "ClientVersion": .string(client), "ServerVersion": .string(server),
        ]
    }
}
