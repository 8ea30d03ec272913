import NIOCore

/// The client's side of a log stream that answers every ping, on the event loop.
///
/// Behind each answer it sends a ping of its own: a server reads frames in their order, so that the answer to this one
/// tells that the other has been read.
final class PongHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The connection ended without a closing frame.
    struct NoClosingFrame: Error {
        var pings: Int
    }

    private var received = ByteBuffer()
    private var isHeadRead = false
    private var pings = 0
    private let onRead: @Sendable (_ count: Int) -> Void
    /// How many pings came before the closing frame.
    private let closed: EventLoopPromise<Int>
    private var isClosed = false

    /// `onRead` is told how many pings were answered so far, each time that the server has read an answer.
    init(closed: EventLoopPromise<Int>, onRead: @escaping @Sendable (_ count: Int) -> Void) {
        self.closed = closed
        self.onRead = onRead
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        if !isHeadRead {
            guard let end = received.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
            received.moveReaderIndex(to: end.upperBound)
            isHeadRead = true
        }
        while let kind = takeFrame() {
            switch kind {
            case 0x88:
                isClosed = true
                closed.succeed(pings)
                context.close(promise: nil)
            case 0x89:
                pings += 1
                // An empty pong and an empty ping, masked with zeros.
                let frames = ByteBuffer(bytes: [0x8a, 0x80, 0, 0, 0, 0, 0x89, 0x80, 0, 0, 0, 0])
                context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
            case 0x8a:
                onRead(pings)
            default:
                break
            }
        }
    }

    /// The connection is over, or could not be made.
    func handlerRemoved(context: ChannelHandlerContext) {
        if !isClosed { closed.fail(NoClosingFrame(pings: pings)) }
    }

    /// The first byte of the next whole frame of a server, with lengths up to 125; nil when there is none yet.
    private func takeFrame() -> UInt8? {
        guard let kind = received.getInteger(at: received.readerIndex, as: UInt8.self), kind & 0x80 != 0,
            let count = received.getInteger(at: received.readerIndex + 1, as: UInt8.self),
            received.readableBytes >= 2 + Int(count)
        else { return nil }
        received.moveReaderIndex(forwardBy: 2 + Int(count))
        return kind
    }
}
