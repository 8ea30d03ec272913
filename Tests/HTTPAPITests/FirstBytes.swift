import NIOCore

/// Sends bytes as soon as a connection is made.
///
/// This runs on the event loop, so that the time which a server grants for a request does not run out while a task of
/// the test waits for its turn among all others.
final class FirstBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: ByteBuffer

    init(_ bytes: ByteBuffer) { self.bytes = bytes }

    func channelActive(context: ChannelHandlerContext) {
        // The server may close before it has read all; what it sent tells whether that was right.
        if bytes.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
        context.fireChannelActive()
    }
}
