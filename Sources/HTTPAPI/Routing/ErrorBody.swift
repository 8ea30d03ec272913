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
            status: HTTPResponse.Status(code: error.code.status), headers: headers,
            body: ResponseBody(byteBuffer: buffer))
    }

    static func json(_ error: APIError, requestID: String?, line: ClientLine) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("Status", .int(Int64(error.code.status))), .init("Message", .string(error.description)),
            .init("RequestID", .string(requestID ?? "")), .init("Code", .string(error.code.name)),
            .init("Component", .string(error.component)),
        ]
        if let hint = error.hint { members.append(.init("Hint", .string(hint))) }
        members.append(.init("Details", .object([])))
        if line == .v1_4 { members.append(.init("message", .string(error.description))) }
        return .object(members)
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
