import Core
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The WebSocket of a log stream.
struct LogConnection {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

    /// What the server made of the request to upgrade.
    private enum Outcome: Sendable {
        case frames(Frames)
        case refused
    }

    let client: BacalhauClient

    /// Connects and upgrades.
    ///
    /// Throws `unavailable` when the server does not upgrade.
    func open(_ path: String) async throws -> Frames {
        let frameBytesMax = client.limits.frameBytesMax
        let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(
            maxFrameSize: frameBytesMax,
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0,
                            maxAccumulatedFrameCount: 1024,
                            maxAccumulatedFrameSize: frameBytesMax
                        )
                    )
                    return .frames(try Frames(wrappingChannelSynchronously: channel))
                }
            }
        )
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
        head.headers.add(name: "Host", value: "\(client.host):\(client.port)")
        head.headers.add(name: "X-Bacalhau-Git-Version", value: BacalhauClient.apiVersion)
        // What the server sends right behind its answer belongs to the WebSocket.
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: head,
                upgraders: [upgrader],
                notUpgradingCompletionHandler: { channel in
                    channel.close(promise: nil)
                    return channel.eventLoop.makeSucceededFuture(.refused)
                }
            )
        )
        configuration.leftOverBytesStrategy = .forwardBytes
        let pipeline = configuration
        let outcome = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .connect(host: client.host, port: client.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: pipeline)
                }
            }
        guard case .frames(let frames) = try await outcome.get() else {
            throw CoreError(
                .unavailable,
                "\(client.baseURL) does not stream logs",
                hint: "is this a bacalhau API?",
                component: "Client"
            )
        }
        return frames
    }

    /// Reads to the end; answers pings and the closing.
    static func read(_ frames: Frames, into sink: AsyncThrowingStream<LogEntry, any Error>.Continuation) async {
        do {
            try await frames.executeThenClose { inbound, outbound in
                for try await frame in inbound {
                    switch frame.opcode {
                    case .text:
                        sink.yield(try entry(in: frame))
                    case .ping:
                        try await outbound.write(reply(.pong, frame.unmaskedData))
                    case .connectionClose:
                        var data = frame.unmaskedData
                        let code = data.readWebSocketErrorCode()
                        try? await outbound.write(reply(.connectionClose, frame.unmaskedData))
                        guard code == nil || code == .normalClosure else { throw closed(code) }
                        return sink.finish()
                    default:
                        break
                    }
                }
                throw closed(nil)
            }
        } catch {
            sink.finish(throwing: error)
        }
    }

    private static func closed(_ code: WebSocketErrorCode?) -> CoreError {
        let reason = code.map { "with code \(UInt16(webSocketErrorCode: $0))" } ?? "without a farewell"
        return CoreError(
            .unavailable,
            "the server closed the log stream \(reason)",
            hint: "follow the logs again",
            component: "Client"
        )
    }

    /// The line of a frame; throws the error that a frame tells.
    private static func entry(in frame: WebSocketFrame) throws -> LogEntry {
        let json = try JSONValue(parsing: Array(frame.unmaskedData.readableBytesView))
        switch try LogFrame(wire: json) {
        case .line(let line):
            return LogEntry(isError: line.stream == .stderr, text: line.text, partition: line.partition)
        case .failure(let message):
            throw CoreError(.internalError, message, component: "Server")
        }
    }

    private static func reply(_ opcode: WebSocketOpcode, _ data: ByteBuffer) -> WebSocketFrame {
        // RFC 6455, section 5.3: every frame of a client is masked with a key of its own.
        WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
    }
}
