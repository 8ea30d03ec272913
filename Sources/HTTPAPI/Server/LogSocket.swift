import Core
import NIOCore
import NIOWebSocket

/// Sends the output of a job over a WebSocket, one line a frame (v1's log stream).
struct LogSocket: Sendable {
    /// What a client asked for in the address of its upgrade.
    struct Request: Sendable {
        var job: String
        var namespace: String?
        var query: LogQuery

        /// Nil unless the address is `…/jobs/:id/logs` with a query that can be read.
        init?(uri: String) {
            let (path, query) = RequestTarget.split(uri)
            let prefix = RoutePrefix.orchestrator + "/jobs/"
            guard path.hasPrefix(prefix), path.hasSuffix("/logs") else { return nil }
            let middle = path.dropFirst(prefix.count).dropLast("/logs".count)
            guard !middle.isEmpty, !middle.contains("/"), let job = PercentCoding.decode(middle),
                let parameters = try? QueryParameters(query),
                let logs = try? LogQuery(parameters)
            else { return nil }
            self.job = job
            self.namespace = parameters.text("namespace")
            self.query = logs
        }
    }

    /// A WebSocket that was just opened.
    struct Opening: Sendable {
        var frames: HTTPConnection.Frames
        var request: Request
        /// Ends when the server is asked to stop.
        var quiesced: AsyncStream<Void>
    }

    /// Why a WebSocket ends.
    private enum Ending {
        case done
        case clientClosed(WebSocketErrorCode?)
        case clientGone
        case misuse(WebSocketErrorCode)
        case serverStops
    }

    let jobs: any JobService
    let limits: APILimits
    let gauges: ServerGauges
    /// Waits for the time between two pings.
    let pause: @Sendable (Duration) async throws -> Void

    /// The parts of one WebSocket, each a task.
    private enum Part {
        case receiver, sender, pinger, stopper, farewell
    }

    func serve(_ opening: Opening) async {
        gauges.webSocketOpened()
        defer { gauges.webSocketClosed() }
        do {
            try await opening.frames.executeThenClose { inbound, outbound in
                let heartbeat = Heartbeat()
                try await withThrowingTaskGroup(of: (Part, Ending).self) { group in
                    group.addTask { (.receiver, await receive(inbound, outbound, heartbeat)) }
                    group.addTask { (.sender, await send(opening.request, outbound)) }
                    group.addTask { (.pinger, await ping(outbound, heartbeat)) }
                    group.addTask {
                        for await _ in opening.quiesced {}
                        return (.stopper, .serverStops)
                    }
                    defer { group.cancelAll() }
                    guard let (part, ending) = try await group.next() else { return }
                    guard try await sayFarewell(ending, outbound), part != .receiver else { return }
                    // RFC 6455, section 7.1.1: the connection is closed when the client has answered, so that it has
                    // read everything; not for ever, though.
                    group.addTask {
                        try await Task.sleep(for: limits.drainWait)
                        return (.farewell, .clientGone)
                    }
                    while let (part, _) = try await group.next(), part != .receiver, part != .farewell {}
                }
            }
        } catch {
            // The peer went away while it was written to; the connection is closed either way.
        }
    }

    private typealias Outbound = NIOAsyncChannelOutboundWriter<WebSocketFrame>

    /// Sends the closing frame; false when nobody is there to read it.
    private func sayFarewell(_ ending: Ending, _ outbound: Outbound) async throws -> Bool {
        let code: WebSocketErrorCode
        switch ending {
        case .done: code = .normalClosure
        case .clientClosed(let given): code = given ?? .normalClosure
        case .misuse(let reason): code = reason
        case .serverStops: code = .goingAway
        case .clientGone: return false
        }
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
        return true
    }

    /// Answers pings and closing; what else a client sends is counted and dropped.
    private func receive(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        _ outbound: Outbound,
        _ heartbeat: Heartbeat
    ) async -> Ending {
        var frameCount = 0
        do {
            for try await frame in inbound {
                // RFC 6455, section 5.1: a server closes on a frame that is not masked.
                guard frame.maskKey != nil else { return .misuse(.protocolError) }
                switch frame.opcode {
                case .connectionClose:
                    var data = frame.unmaskedData
                    return .clientClosed(data.readWebSocketErrorCode())
                case .pong:
                    heartbeat.answered()
                case .ping:
                    try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
                    frameCount += 1
                default:
                    frameCount += 1
                }
                guard frameCount <= limits.framesMax else { return .misuse(.policyViolation) }
            }
        } catch {
            return .clientGone
        }
        return .clientGone
    }

    private func send(_ request: Request, _ outbound: Outbound) async -> Ending {
        do {
            let stream = try await jobs.logs(matching: request.job, namespace: request.namespace, request.query)
            for try await lines in stream {
                try await outbound.write(contentsOf: lines.map { Self.frame(.line($0)) })
            }
            return .done
        } catch is ChannelError {
            return .clientGone
        } catch {
            guard !Task.isCancelled else { return .done }
            let failure = LogFrame.failure(APIError(answering: error).description)
            return (try? await outbound.write(Self.frame(failure))) == nil ? .clientGone : .done
        }
    }

    private func ping(_ outbound: Outbound, _ heartbeat: Heartbeat) async -> Ending {
        while true {
            do {
                try await pause(limits.pingInterval)
                guard heartbeat.sendsAnother() else { return .clientGone }
                try await outbound.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
            } catch {
                return .clientGone
            }
        }
    }

    private static func frame(_ frame: LogFrame) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: JSONCoding.buffer(frame.wireValue))
    }
}
