import Core
import HTTPAPI
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import TestKit
import Testing

/// Limits on what one connection may do, seen from the socket.
@Suite struct ConnectionTests {
    private static func limits(_ change: (inout APILimits) -> Void) -> APILimits {
        var limits = APILimits()
        change(&limits)
        return limits
    }

    @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsRead() async throws {
        try await TestServer.with(limits: Self.limits { $0.bodyBytesMax = 100 }) { server in
            let announced = try await server.raw(
                "PUT /api/v1/orchestrator/jobs HTTP/1.1\r\nContent-Length: 101\r\nConnection: close\r\n\r\n"
            )
            #expect(announced.hasPrefix("HTTP/1.1 413"))
            #expect(announced.contains(#""Code":"RequestTooLarge""#))
            let chunk = "65\r\n" + String(repeating: "x", count: 101) + "\r\n"
            let chunked = try await server.raw(
                "PUT /api/v1/orchestrator/jobs HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                    + chunk + "0\r\n\r\n"
            )
            #expect(chunked.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test func aSlowHeadIsAnsweredWith408() async throws {
        try await TestServer.with(limits: Self.limits { $0.headerWait = .milliseconds(400) }) { server in
            let answer = try await server.raw("GET /api/v1/agent/al")
            #expect(answer.hasPrefix("HTTP/1.1 408"))
            #expect(answer.contains("Connection: close"))
        }
    }

    @Test func aBodyThatStopsIsAnsweredWith408() async throws {
        try await TestServer.with(limits: Self.limits { $0.bodyStall = .milliseconds(80) }) { server in
            let answer = try await server.raw(
                "PUT /api/v1/orchestrator/jobs HTTP/1.1\r\nContent-Length: 50\r\n\r\n{\"Jo"
            )
            #expect(answer.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test func aHandlerThatTakesTooLongIsAnsweredFor() async throws {
        try await TestServer.with(limits: Self.limits { $0.handlerWait = .milliseconds(400) }) { server in
            // Not by a request, which would have to be answered within the same time.
            var spec = JobSpec()
            spec.name = "slow-why"
            let id = try await server.jobs.submit(SubmitRequest(spec: spec)).jobID
            let answer = try await server.raw("GET /api/v1/orchestrator/jobs/\(id)/why HTTP/1.1\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 503"))
            #expect(answer.hasSuffix("\r\n\r\nServer Timeout!"))
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        try await TestServer.with(limits: Self.limits { $0.idleWait = .milliseconds(200) }) { server in
            let answer = try await server.raw("GET /api/v1/agent/alive HTTP/1.1\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.hasSuffix(#"{"Status":"OK"}"#))
        }
    }

    @Test(arguments: [
        ("GET /api/v1/agent/alive HTTP/1.1\r\nX: \u{1}\r\n\r\n", "400"), ("hello\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
    ])
    func nonsenseIsAnsweredAndClosed(_ text: String, _ status: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.raw(text)
            #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer)")
        }
    }

    @Test func aLongHeadIsRefused() async throws {
        try await TestServer.with(limits: Self.limits { $0.headerBytesMax = 1024 }) { server in
            let answer = try await server.raw(
                "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 5000) + "\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 431"), "\(answer)")
        }
    }

    @Test func requestsInOnePieceAreAnsweredInOrder() async throws {
        try await TestServer.with { server in
            let one = "GET /api/v1/agent/alive HTTP/1.1\r\n\r\n"
            let last = "GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n"
            let answer = try await server.raw(one + one + last)
            #expect(answer.components(separatedBy: "HTTP/1.1 200").count == 3)
            #expect(answer.components(separatedBy: "HTTP/1.1 404").count == 2)
        }
    }

    @Test func anOldClientGetsNoChunksAndAnEnd() async throws {
        try await TestServer.with { server in
            let id = try await server.submit()
            let answer = try await server.raw("GET /api/v1/orchestrator/jobs/\(id)/output HTTP/1.0\r\n\r\n")
            #expect(!answer.lowercased().contains("transfer-encoding"))
            #expect(answer.hasSuffix("\r\n\r\nhello from 0\n"))
        }
    }

    @Test func continueIsSentWhenItIsWaitedFor() async throws {
        try await TestServer.with { server in
            let answer = try await server.raw(
                "PUT /api/v1/orchestrator/jobs HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
                    + "Connection: close\r\n\r\n{}"
            )
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400"))
        }
    }

    @Test func connectionsBeyondTheMaximumWait() async throws {
        try await TestServer.with(limits: Self.limits { $0.connectionsMax = 1 }) { server in
            let first = try await server.connect(sending: "GET /api/v1/agent/alive HTTP/1.1\r\n\r\n")
            try await first.executeThenClose { inbound, outbound in
                var iterator = inbound.makeAsyncIterator()
                #expect(try await iterator.next() != nil)
                async let second = server.raw("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n")
                outbound.finish()
                try await first.channel.close()
                #expect(try await second.hasPrefix("HTTP/1.1 301"))
            }
        }
    }

    @Test func aShutdownLetsRequestsInFlightFinish() async throws {
        try await TestServer.with { server in
            let id = try await server.submit(name: "slow-shutdown")
            async let waiting = server.http(.GET, "/api/v1/orchestrator/jobs/\(id)/wait?timeout=60s")
            try await eventually("the request arrives") { server.jobs.waiterCount == 1 }
            await server.group.triggerGracefulShutdown()
            try await eventually("nothing new is accepted") {
                (try? await server.raw("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n"))?.isEmpty ?? true
            }
            server.jobs.finishAll()
            let answer = try await waiting
            #expect(answer.json[anyCase: "Done"] == .bool(true))
            #expect(answer.headers.first(name: "Connection") == "close")
        }
    }

    @Test func aShutdownDoesNotWaitForEver() async throws {
        try await TestServer.with(limits: Self.limits { $0.shutdownWait = .milliseconds(100) }) { server in
            let id = try await server.submit(name: "slow-forever")
            async let answer = server.raw("GET /api/v1/orchestrator/jobs/\(id)/wait?timeout=600s HTTP/1.1\r\n\r\n")
            try await eventually("the request arrives") { server.jobs.waiterCount == 1 }
            await server.group.triggerGracefulShutdown()
            #expect(try await answer.isEmpty)
        }
    }

    @Test func aLogStreamOnTheWire() async throws {
        try await TestServer.with(limits: Self.limits { $0.drainWait = .milliseconds(300) }) { server in
            let id = try await server.submit()
            let answer = try await server.raw(
                "GET /api/v1/orchestrator/jobs/\(id)/logs HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 101 "), "\(answer)")
            // The value that RFC 6455, section 1.3, gives for this key.
            #expect(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            #expect(answer.contains(#"{"value":{"Type":1,"Line":"hello from 0\n"}}"#))
            #expect(answer.contains(#"{"value":{"Type":2,"Line":"note 0\n"}}"#))
            // A close frame of two bytes: 1000.
            #expect(answer.contains("\u{2}\u{3}"), "\(answer.debugDescription)")
        }
    }

    /// A server must outlive whatever it is sent; the seed is printed by the failing case.
    @Test(arguments: 0..<24)
    func randomBytesDoNotEndTheServer(_ seed: Int) async throws {
        try await TestServer.with { server in
            var random = SplitMix64(seed: UInt64(seed))
            let id = try await server.submit()
            let seeds = [
                "PUT /api/v1/orchestrator/jobs?wait=1s HTTP/1.1\r\nContent-Length: 30\r\n\r\n"
                    + "{\"Job\":{\"Type\":\"batch\"}}    ",
                "GET /api/v1/orchestrator/jobs/\(id)/logs?follow=true HTTP/1.1\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                "GET /ipfs/bafkqaaa?format=car&entity-bytes=0:* HTTP/1.1\r\n"
                    + "Accept: application/vnd.ipld.car; dups=y\r\n\r\n",
                "POST /api/v1/data/import HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "GET /api/v1/orchestrator/nodes?labels=a%20in%20(b)&limit=3 HTTP/1.1\r\n\r\n",
            ]
            for _ in 0..<6 {
                var bytes = Array(seeds[random.below(seeds.count)].utf8)
                for _ in 0..<random.below(8) {
                    switch random.below(3) {
                    case 0: bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
                    case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: random.below(bytes.count))
                    default: bytes.removeSubrange(random.below(bytes.count)..<bytes.count)
                    }
                    if bytes.isEmpty { bytes = [UInt8(truncatingIfNeeded: random.next())] }
                }
                // The server may reset the connection; what matters is that it lives on.
                if let connection = try? await server.connect(sending: bytes) {
                    try? await connection.executeThenClose { _, _ in }
                }
            }
            let alive = try await server.http(.GET, "/api/v1/agent/alive")
            #expect(alive.status == 200)
        }
    }
}

extension String {
    fileprivate func components(separatedBy text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
