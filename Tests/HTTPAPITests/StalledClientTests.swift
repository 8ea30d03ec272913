import ContentAddressing
import Core
import HTTPAPI
import NIOCore
import NIOPosix
import TestKit
import Testing

/// Clients that stop reading or answering.
///
/// One connection is allowed, so a second client tells when the first is cut.
@Suite struct StalledClientTests {
    private static func with(
        pings: PingClock? = nil,
        _ change: (inout APILimits) -> Void,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        var limits = APILimits()
        limits.connectionsMax = 1
        change(&limits)
        try await TestServer.with(limits: limits, pings: pings, body)
    }

    private static func waitUntilAnotherIsServed(_ server: TestServer) async throws {
        let answer = try await server.raw("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 301"))
    }

    /// A job whose logs can be followed, without a connection to the server.
    private static func follow(_ server: TestServer) async throws -> String {
        var spec = JobSpec()
        spec.name = "slow-logs"
        let id = try await server.jobs.submit(SubmitRequest(spec: spec)).jobID.text
        return "GET /api/v1/orchestrator/jobs/\(id)/logs?follow=true HTTP/1.1\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    }

    @Test func whoTakesNothingOfAnAnswerIsCut() async throws {
        try await Self.with {
            $0.writeStall = .milliseconds(200)
        } _: { server in
            var importer = FileImporter(profile: .unixfsV1_2025)
            var blocks = importer.append([UInt8](repeating: 7, count: 64 << 20))
            let (root, rest) = importer.finish()
            blocks += rest
            for block in blocks { server.data.insert(block) }
            let request = "GET /ipfs/\(root.cid) HTTP/1.1\r\nConnection: close\r\n\r\n"
            let first = try await server.connect(sending: request)
            try await first.executeThenClose { inbound, _ in
                var iterator = inbound.makeAsyncIterator()
                let head = try await iterator.next()
                #expect(head.map { String(buffer: $0).hasPrefix("HTTP/1.1 200") } == true)
                try await Self.waitUntilAnotherIsServed(server)
                var count = head?.readableBytes ?? 0
                do {
                    while let piece = try await iterator.next() { count += piece.readableBytes }
                } catch {
                    // A reset is an end as well.
                }
                #expect(count < 64 << 20)
            }
        }
    }

    @Test func whoTakesNothingOfALogStreamIsCut() async throws {
        try await Self.with {
            $0.writeStall = .milliseconds(200)
        } _: { server in
            let request = try await Self.follow(server)
            let first = try await server.connect(sending: request)
            try await first.executeThenClose { inbound, _ in
                var iterator = inbound.makeAsyncIterator()
                #expect(try await iterator.next() != nil)
                try await eventually("the logs are followed") { server.jobs.followerCount == 1 }
                let line = String(repeating: "x", count: 1 << 20)
                for _ in 0..<64 { server.jobs.printLine(line) }
                try await Self.waitUntilAnotherIsServed(server)
            }
        }
    }

    @Test func whoAnswersNoPingIsCut() async throws {
        try await Self.with {
            $0.pingInterval = .milliseconds(50)
        } _: { server in
            let answer = try await server.received(Array(try await Self.follow(server).utf8))
            let head = try #require(answer.firstRange(of: Array("\r\n\r\n".utf8)))
            #expect(String(decoding: answer[..<head.lowerBound], as: UTF8.self).hasPrefix("HTTP/1.1 101 "))
            // Two pings without content, and no closing frame: nobody is there to read it.
            #expect(answer[head.upperBound...] == [0x89, 0, 0x89, 0])
            try await Self.waitUntilAnotherIsServed(server)
        }
    }

    /// All tests share their event loops, so that a client may be kept waiting for longer than any interval: the next
    /// ping leaves when the server has read the answer to the last one.
    @Test func whoAnswersPingsStays() async throws {
        let pings = PingClock()
        try await Self.with(pings: pings) {
            $0.headerWait = .seconds(60)
        } _: { server in
            let request = try await Self.follow(server)
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let closed = loop.makePromise(of: Int.self)
            let channel = try await ClientBootstrap(group: loop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pongs = PongHandler(closed: closed) { count in
                        if count == 4 { server.jobs.finishAll() } else { pings.pass() }
                    }
                    try channel.pipeline.syncOperations.addHandlers(FirstBytes(ByteBuffer(string: request)), pongs)
                }
            }.connect(host: "127.0.0.1", port: server.port).get()
            pings.pass()
            // More than the two that may stay unanswered, and then the end in order.
            #expect(try await closed.futureResult.get() == 4)
            try await channel.closeFuture.get()
        }
    }
}
