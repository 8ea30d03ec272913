import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// One accepted connection: HTTP/1.1 with keep-alive, or a WebSocket that follows the logs of a job.
struct HTTPConnection: ServerChildChannel, HTTPChannelHandler {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    /// What a connection turned out to be after its first request.
    enum Outcome: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case logs(LogSocket.Opening)
    }

    struct Value: ServerChildChannelValue {
        let outcome: EventLoopFuture<Outcome>
        let channel: any Channel
    }

    let responder: HTTPChannelHandler.Responder
    let limits: APILimits
    /// Nil when there are no jobs whose logs could be followed.
    let logSocket: LogSocket?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let guardian = ConnectionGuard(limits: limits)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(guardian)

            // Framing is decided by RequestPhaseHandler, which knows the request of each answer.
            var framing = HTTPResponseEncoder.Configuration()
            framing.automaticallySetFramingHeaders = false
            let encoder = HTTPResponseEncoder(configuration: framing)
            var heads = NIOHTTPDecoderLimitConfiguration()
            heads.maxHeaderFieldSize = limits.headerBytesMax
            heads.maxHeaderListSize = limits.headerBytesMax
            heads.maxHeaderFieldCount = limits.headerFieldsMax
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: heads)
            )
            let phases = RequestPhaseHandler(
                guardian: guardian,
                bodyBytesMax: Int64(limits.bodyBytesMax),
                isLong: LongRoutes.contains
            )
            try pipeline.addHandler(encoder)
            try pipeline.addHandler(decoder)
            try pipeline.addHandler(phases)
            let upgrade = NIOTypedHTTPServerUpgradeHandler(
                httpEncoder: encoder,
                extraHTTPHandlers: [decoder, phases],
                upgradeConfiguration: upgradeConfiguration(
                    guardian: NIOLoopBound(guardian, eventLoop: channel.eventLoop)
                )
            )
            try pipeline.addHandler(upgrade)
            return Value(outcome: upgrade.upgradeResultFuture, channel: channel)
        }
    }

    private func upgradeConfiguration(
        guardian: NIOLoopBound<ConnectionGuard>
    ) -> NIOTypedHTTPServerUpgradeConfiguration<Outcome> {
        let servesLogs = logSocket != nil
        let upgrader = NIOTypedWebSocketServerUpgrader<Outcome>(
            maxFrameSize: limits.frameBytesMax,
            shouldUpgrade: { channel, head in
                let isLogs = servesLogs && LogSocket.Request(uri: head.uri) != nil
                return channel.eventLoop.makeSucceededFuture(isLogs ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    guard let request = LogSocket.Request(uri: head.uri) else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    let (quiesced, signal) = AsyncStream.makeStream(of: Void.self)
                    guardian.value.record.upgraded()
                    guardian.value.onQuiesce = { signal.finish() }
                    return .logs(
                        LogSocket.Opening(
                            frames: try Frames(wrappingChannelSynchronously: channel),
                            request: request,
                            quiesced: quiesced
                        )
                    )
                }
            }
        )
        return NIOTypedHTTPServerUpgradeConfiguration(upgraders: [upgrader]) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
                return .http(
                    try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                )
            }
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.outcome.get() {
            case .http(let parts): await handleHTTP(asyncChannel: parts, logger: logger)
            case .logs(let opening): await logSocket?.serve(opening)
            }
        } catch {
            // The connection ended before its first request was whole; nobody is there to be answered.
            logger.trace("connection ended before a request", metadata: ["error": "\(error)"])
            value.channel.close(promise: nil)
        }
    }
}
