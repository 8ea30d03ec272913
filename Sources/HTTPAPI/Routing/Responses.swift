import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

extension Response {
    private static let jsonHeaders: HTTPFields = [.contentType: "application/json"]
    private static let textHeaders: HTTPFields = [.contentType: "text/plain; charset=UTF-8"]

    /// A JSON answer; indented when the request asks for that.
    static func json(_ value: JSONValue, for request: APIRequest, status: HTTPResponse.Status = .ok) -> Response {
        let isPretty = request.queryText.isEmpty ? false : (try? request.query.isSet("pretty")) ?? false
        let buffer = JSONCoding.buffer(value, isPretty: isPretty)
        return Response(status: status, headers: jsonHeaders, body: ResponseBody(byteBuffer: buffer))
    }

    static func text(_ text: String, contentType: String? = nil) -> Response {
        let headers: HTTPFields = contentType.map { [.contentType: $0] } ?? textHeaders
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func redirect(to path: String) -> Response {
        Response(status: .movedPermanently, headers: [.location: path])
    }

    /// An answer of unknown length; `produce` is cancelled when the client goes away, as every handler is.
    static func stream(
        headers: HTTPFields,
        contentLength: Int? = nil,
        on channel: any Channel,
        _ produce: @escaping @Sendable (ChunkWriter) async throws -> Void
    ) -> Response {
        let body = ResponseBody(contentLength: contentLength) { writer in
            let chunks = ChunkWriter(writer)
            do {
                try await produce(chunks)
            } catch {
                // What was sent cannot be taken back: without the end of the body the client sees that it is cut.
                channel.close(promise: nil)
                throw error
            }
            try await chunks.finish()
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
