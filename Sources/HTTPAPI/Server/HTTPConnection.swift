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
            let parts = try Self.addHTTP(to: channel.pipeline.syncOperations, limits)
            let upgrade = NIOTypedHTTPServerUpgradeHandler(
                httpEncoder: parts.encoder,
                extraHTTPHandlers: [parts.decoder, parts.phases],
                upgradeConfiguration: upgradeConfiguration(
                    guardian: NIOLoopBound(parts.guardian, eventLoop: channel.eventLoop)
                )
            )
            try channel.pipeline.syncOperations.addHandler(upgrade)
            return Value(outcome: upgrade.upgradeResultFuture, channel: channel)
        }
    }

    /// What stands between the socket and the requests of one connection, nearest to the socket first.
    struct HTTPParts {
        let guardian: ConnectionGuard
        let encoder: HTTPResponseEncoder
        let decoder: ByteToMessageHandler<HTTPRequestDecoder>
        let phases: RequestPhaseHandler
    }

    /// Sets up HTTP and its limits; all of it runs on the event loop of the channel, whatever else is busy.
    static func addHTTP(to pipeline: ChannelPipeline.SynchronousOperations, _ limits: APILimits) throws -> HTTPParts {
        let guardian = ConnectionGuard(limits: limits, now: pipeline.eventLoop.now)
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
        try pipeline.addHandlers([guardian, encoder, decoder, phases])
        return HTTPParts(guardian: guardian, encoder: encoder, decoder: decoder, phases: phases)
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
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await serve(value, logger) }
                // Whoever works for a client that has gone is cancelled.
                group.addTask { try? await value.channel.closeFuture.get() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func serve(_ value: Value, _ logger: Logger) async {
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
