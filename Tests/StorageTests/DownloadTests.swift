import Core
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Storage
import Synchronization
import Testing

@Suite struct DownloadTests {
    /// Answers every path in its own way; counts requests.
    final class Server: Sendable {
        let channel: any Channel
        let requests: Counter

        final class Counter: Sendable {
            let count = Mutex(0)
        }

        private final class Handler: ChannelInboundHandler {
            typealias InboundIn = HTTPServerRequestPart
            typealias OutboundOut = HTTPServerResponsePart
            let requests: Counter
            init(_ requests: Counter) { self.requests = requests }

            func channelRead(context: ChannelHandlerContext, data: NIOAny) {
                guard case .head(let head) = unwrapInboundIn(data) else { return }
                let number = requests.count.withLock { count in
                    count += 1
                    return count
                }
                var status = HTTPResponseStatus.ok
                var headers = HTTPHeaders()
                var body = "content"
                switch head.uri {
                case "/moved":
                    (status, body) = (.found, "")
                    headers.add(name: "location", value: "/dir/file.txt?x=1")
                case "/missing": status = .notFound
                case "/flaky" where number < 3: status = .serviceUnavailable
                case "/broken": status = .internalServerError
                case "/loop":
                    (status, body) = (.found, "")
                    headers.add(name: "location", value: "/loop")
                case "/big": body = String(repeating: "x", count: 100_000)
                default: break
                }
                headers.add(name: "content-length", value: "\(body.utf8.count)")
                let response = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
                context.write(wrapOutboundOut(.head(response)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        init() async throws {
            let requests = Counter()
            self.requests = requests
            channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                        try channel.pipeline.syncOperations.addHandler(Handler(requests))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
        }

        func url(_ path: String) -> String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)\(path)" }
    }

    private func fetch(
        _ path: String,
        server: Server,
        limits: URLInputSource.Limits = fast
    ) async throws -> (FetchedInput, TempFolder) {
        let folder = try TempFolder()
        let spec = TypedSpec(type: "urlDownload", params: .object([.init("URL", .string(server.url(path)))]))
        let input = try await URLInputSource(limits: limits).fetch(
            spec,
            scratchPath: folder.path,
            onProgress: { _, _ in }
        )
        return (input, folder)
    }

    private static let fast: URLInputSource.Limits = {
        var limits = URLInputSource.Limits()
        limits.retryDelay = .milliseconds(1)
        return limits
    }()

    @Test(arguments: [("/dir/file.txt?x=1", "file.txt"), ("/moved", "moved"), ("/flaky", "flaky"), ("/", "file")])
    func `A file is downloaded under its name`(_ path: String, _ name: String) async throws {
        let server = try await Server()
        let (input, folder) = try await fetch(path, server: server)
        guard case .directory(let entries, let hostPath?) = input.node, let entry = entries.first else {
            Issue.record("a folder was expected")
            return
        }
        #expect(entries.map(\.name) == [name])
        #expect(entry.node.contentBytes == 7)
        #expect(try readFile(hostPath + "/" + name) == Array("content".utf8))
        withExtendedLifetime(folder) {}
        try await server.channel.close().get()
    }

    @Test func `What cannot be had is an error that names the address`() async throws {
        let server = try await Server()
        let missing = await coreError { _ = try await fetch("/missing", server: server) }
        #expect(missing?.code == .notFound)
        #expect(missing?.message.contains("/missing") == true)
        #expect(server.requests.count.withLock { $0 } == 1)
        let broken = await coreError { _ = try await fetch("/broken", server: server) }
        #expect(broken?.code == .unavailable)
        #expect(server.requests.count.withLock { $0 } == 4)
        let loop = await coreError { _ = try await fetch("/loop", server: server) }
        #expect(loop?.code == .unavailable)
        var limits = Self.fast
        limits.bytesMax = 99_999
        let big = await coreError { _ = try await fetch("/big", server: server, limits: limits) }
        #expect(big?.code == .tooLarge)
        try await server.channel.close().get()
    }
}
