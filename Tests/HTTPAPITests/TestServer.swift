import Client
import Core
import HTTPAPI
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

/// A server on a free port of the loopback address, for the length of one test.
struct TestServer: Sendable {
    let jobs: FakeJobService
    let data: FakeDataService
    let ledger: FakeLedger?
    let deals: FakeDeals?
    let port: Int
    let group: ServiceGroup

    var client: BacalhauClient { BacalhauClient(port: port) }

    /// Runs the body with a server and shuts it down in order afterwards.
    static func with(
        limits: APILimits = APILimits(),
        ledger hasLedger: Bool = false,
        pings: PingClock? = nil,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let jobs = FakeJobService()
        let data = FakeDataService()
        let ledger = hasLedger ? FakeLedger() : nil
        let deals = hasLedger ? FakeDeals() : nil
        let config: JSONValue = .object([.init("API", .object([.init("Token", .string(AgentInfo.maskedSecret))]))])
        var info = AgentInfo(
            build: BuildInfo(gitVersion: "v1.9.3", gitCommit: "abc"),
            config: config,
            node: { await jobs.nodes()[0] },
            debug: { [("b", .int(2)), ("a", .int(1))] }
        )
        info.deals = deals
        try await serve(jobs, data, ledger, deals, body) { [info] logger, onListening in
            var server = APIServer(
                jobs: jobs,
                data: data,
                ledger: ledger,
                info: info,
                limits: limits,
                port: 0,
                logger: logger,
                onListening: onListening
            )
            if let pings { server.pingPause = { _ in try await pings.pause() } }
            return server
        }
    }

    /// Runs the body with a server of a market, which has no jobs and no data.
    static func with(
        market: any MarketService,
        limits: APILimits = APILimits(),
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await serve(FakeJobService(), FakeDataService(), nil, nil, body) { logger, onListening in
            APIServer(
                market: market,
                build: BuildInfo(gitVersion: "v1.9.3"),
                limits: limits,
                port: 0,
                logger: logger,
                onListening: onListening
            )
        }
    }

    private static func serve(
        _ jobs: FakeJobService,
        _ data: FakeDataService,
        _ ledger: FakeLedger?,
        _ deals: FakeDeals?,
        _ body: @Sendable (TestServer) async throws -> Void,
        _ makeServer: (Logger, @escaping @Sendable (Int) async -> Void) -> APIServer
    ) async throws {
        let (ports, sink) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = makeServer(logger) { port in sink.yield(port) }
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let running = TestServer(jobs: jobs, data: data, ledger: ledger, deals: deals, port: port, group: group)
            do {
                try await body(running)
            } catch {
                jobs.finishAll()
                await group.triggerGracefulShutdown()
                throw error
            }
            jobs.finishAll()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Sends bytes over a connection of its own and reads until the server closes it.
    func raw(_ text: String) async throws -> String { try await raw(bytes: Array(text.utf8)) }

    /// The whole answer to a plain question, head and body.
    func get(_ path: String) async throws -> String {
        try await raw("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    }

    func raw(bytes: [UInt8]) async throws -> String { String(decoding: try await received(bytes), as: UTF8.self) }

    /// What the server sends back until it closes, byte by byte.
    func received(_ bytes: [UInt8]) async throws -> [UInt8] {
        let connection = try await connect(sending: bytes)
        return try await connection.executeThenClose { inbound, _ in
            var answer = ByteBuffer()
            do {
                for try await buffer in inbound { answer.writeImmutableBuffer(buffer) }
            } catch {
                // A reset after the answer is an end as well.
            }
            return Array(answer.readableBytesView)
        }
    }

    /// Opens a connection and sends bytes over it at once.
    func connect(sending text: String) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await connect(sending: Array(text.utf8))
    }

    func connect(sending bytes: [UInt8]) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FirstBytes(ByteBuffer(bytes: bytes)))
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }
}
