import NIOCore
import NIOHTTP1

/// Tells the guard where each request of a connection stands, and frames the answers.
///
/// It sits between the HTTP codec and everything else. Framing is done here and not in the encoder because only here
/// is it known that an answer belongs to a HEAD request or to an HTTP/1.0 client.
final class RequestPhaseHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let guardian: ConnectionGuard
    private let isLong: @Sendable (_ method: HTTPMethod, _ uri: String) -> Bool
    private let bodyBytesMax: Int64
    private var hasFailed = false

    init(guardian: ConnectionGuard, bodyBytesMax: Int64, isLong: @escaping @Sendable (HTTPMethod, String) -> Bool) {
        self.guardian = guardian
        self.isLong = isLong
        self.bodyBytesMax = bodyBytesMax
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasFailed else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let request = ConnectionRecord.InFlight(
                isHead: head.method == .HEAD,
                takesChunks: head.version.takesChunks,
                keepsAlive: head.isKeepAlive,
                isLong: isLong(head.method, head.uri),
                since: context.eventLoop.now
            )
            let verdict = guardian.record.headReceived(request)
            guard verdict == .goOn else { return context.close(promise: nil) }
            continueIfExpected(head, context: context)
        case .body:
            break
        case .end:
            guardian.record.requestEnded(now: context.eventLoop.now)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard head.status.code >= 200, let (request, closes) = guardian.record.answerStarted() else {
                return context.write(data, promise: promise)
            }
            let needsFraming =
                !request.isHead && head.status.mayHaveResponseBody && !head.headers.contains(name: "content-length")
            if needsFraming, request.takesChunks { head.headers.add(name: "Transfer-Encoding", value: "chunked") }
            if closes { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let verdict = guardian.record.answerEnded(now: context.eventLoop.now)
            context.write(data, promise: promise)
            if verdict == .close {
                context.flush()
                context.close(mode: .output, promise: nil)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        guard !hasFailed else { return }
        hasFailed = true
        guard guardian.record.canAnswerError else { return context.close(promise: nil) }
        let isTooLarge = (error as? HTTPParserError) == .headerOverflow
        let status: HTTPResponseStatus = isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest
        let code = isTooLarge ? "RequestTooLarge" : "BadRequest"
        let message = isTooLarge ? "the head of the request is too long" : "the request is not HTTP/1.1"
        let body =
            #"{"Status":\#(status.code),"Message":"\#(message)","RequestID":"","#
            + #""Code":"\#(code)","Component":"APIServer"}"#
        let headers = HTTPHeaders([
            ("Content-Type", "application/json"), ("Content-Length", "\(body.utf8.count)"), ("Connection", "close"),
        ])
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
            promise: nil
        )
        context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        guardian.record.ended(now: context.eventLoop.now)
        context.close(mode: .output, promise: nil)
    }

    /// Asks for the body when the client waits for that, unless it is announced as too large.
    private func continueIfExpected(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        guard head.version.takesChunks, let expectation = head.headers.first(name: "expect"),
            expectation.lowercased() == "100-continue"
        else { return }
        let announced = head.headers.first(name: "content-length").flatMap { Int64($0) } ?? 0
        guard announced <= bodyBytesMax || isLong(head.method, head.uri) else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
            promise: nil
        )
    }
}

extension HTTPVersion {
    /// True from HTTP/1.1 on.
    fileprivate var takesChunks: Bool { major > 1 || (major == 1 && minor >= 1) }
}
