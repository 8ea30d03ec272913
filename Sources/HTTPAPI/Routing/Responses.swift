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

    /// An answer of unknown length; `produce` is cancelled when the client goes away.
    static func stream(
        headers: HTTPFields, contentLength: Int? = nil, on channel: any Channel,
        _ produce: @escaping @Sendable (ChunkWriter) async throws -> Void
    ) -> Response {
        let body = ResponseBody(contentLength: contentLength) { writer in
            let chunks = ChunkWriter(writer)
            do {
                try await withCancellation(whenClosed: channel) { try await produce(chunks) }
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

/// Writes pieces of one answer. Used by one task at a time.
///
/// Unchecked because the writer inside is not `Sendable`: the task that owns the answer hands it to its one child and
/// touches it again only when that child has ended.
final class ChunkWriter: @unchecked Sendable {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        try await writer.write(buffer)
    }

    func write(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        try await write(ByteBuffer(bytes: bytes))
    }

    func finish() async throws { try await writer.finish(nil) }
}

/// Runs the operation and cancels it when the channel closes first; then throws `CancellationError`.
func withCancellation<Value: Sendable>(
    whenClosed channel: any Channel, _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let (closed, signal) = AsyncStream.makeStream(of: Void.self)
    channel.closeFuture.whenComplete { _ in signal.finish() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            for await _ in closed {}
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else { throw CancellationError() }
        return value
    }
}
