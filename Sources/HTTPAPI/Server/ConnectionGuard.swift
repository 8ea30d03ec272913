import NIOCore

/// Stands nearest to the socket and ends the connection when its client (or its handler) has used up its time.
///
/// One timer per connection ticks at a coarse interval, so that requests themselves set no timers.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let tickInterval: TimeAmount
    private var ticks: RepeatedTask?
    /// Shared with the phase handler; both run on the event loop of the channel.
    var record: ConnectionRecord
    /// Told when the server wants to stop; set for WebSockets.
    var onQuiesce: (() -> Void)?

    init(limits: APILimits, now: NIODeadline) {
        record = ConnectionRecord(limits: limits, now: now)
        let shortest = [limits.headerWait, limits.bodyStall, limits.handlerWait, limits.drainWait, limits.shutdownWait]
            .min()
        tickInterval = min(.seconds(1), max(.milliseconds(20), TimeAmount((shortest ?? .seconds(4)) / 4)))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: tickInterval, delay: tickInterval) { _ in
            let (handler, context) = bound.value
            handler.carryOut(handler.record.check(now: context.eventLoop.now), context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ticks?.cancel()
        ticks = nil
        onQuiesce = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        ticks?.cancel()
        ticks = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        record.bytesReceived(now: context.eventLoop.now)
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        record.readWanted(now: context.eventLoop.now)
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        record.writabilityChanged(isWritable: context.channel.isWritable, now: context.eventLoop.now)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            carryOut(record.quiesce(now: context.eventLoop.now), context: context)
            onQuiesce?()
        case ChannelEvent.inputClosed where record.isInLongRequest || !record.isBusy:
            // Nobody is left to wait for; a short request is answered all the same, as the client may only have
            // closed its side.
            context.fireUserInboundEventTriggered(event)
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func carryOut(_ verdict: ConnectionRecord.Verdict, context: ChannelHandlerContext) {
        switch verdict {
        case .goOn:
            break
        case .close:
            context.close(promise: nil)
        case .answerAndClose(let answer):
            let bytes = context.channel.allocator.buffer(string: answer.wireText)
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            // Closing at once would reset the connection when unread bytes lie here, and the answer with it.
            record.ended(now: context.eventLoop.now)
            context.close(mode: .output, promise: nil)
        }
    }
}

extension ConnectionRecord.LateAnswer {
    /// The whole answer as it goes over the wire.
    var wireText: String {
        switch self {
        case .requestTimeout:
            Self.text(
                status: "408 Request Timeout",
                type: "application/json",
                body: #"{"Status":408,"Message":"the request did not arrive in time","RequestID":"","#
                    + #""Code":"TimeOut","Component":"APIServer","Hint":"send the whole request without pauses"}"#
            )
        case .handlerTimeout:
            Self.text(status: "503 Service Unavailable", type: "text/plain; charset=UTF-8", body: "Server Timeout!")
        }
    }

    private static func text(status: String, type: String, body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n" + body
    }
}
