import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HTTPAPI

/// The limits of one connection in a time of its own: no task runs and nothing waits.
@Suite struct TimerTests {
    /// A connection whose requests nobody handles.
    private final class Connection {
        let channel = EmbeddedChannel()

        init() throws {
            var limits = APILimits()
            limits.headerWait = .seconds(5)
            limits.bodyStall = .seconds(20)
            limits.bodyWait = .seconds(60)
            limits.handlerWait = .seconds(30)
            limits.idleWait = .seconds(75)
            _ = try HTTPConnection.addHTTP(to: channel.pipeline.syncOperations, limits)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func receive(_ text: String) throws {
            channel.pipeline.read()
            try channel.writeInbound(ByteBuffer(string: text))
            channel.pipeline.read()
        }

        func pass(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

        /// The status of what was sent since the last look; empty when nothing was.
        func status() throws -> String {
            var text = ""
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
            return String(text.dropFirst("HTTP/1.1 ".count).prefix(3))
        }

        func answer() {
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
            channel.write(HTTPServerResponsePart.head(head), promise: nil)
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        }
    }

    private static let request = "GET /livez HTTP/1.1\r\n\r\n"

    @Test func theTimeOfAHeadEndsWhenTheHeadIsRead() throws {
        let connection = try Connection()
        connection.pass(.seconds(4))
        try connection.receive(Self.request)
        // No handler has seen the request; its own time is 30 s.
        connection.pass(.seconds(29))
        #expect(try connection.status().isEmpty)
        connection.pass(.seconds(2))
        #expect(try connection.status() == "503")
    }

    @Test(arguments: ["", "GET /livez HTT"]) func aHeadThatDoesNotComeIsAnsweredWith408(_ start: String) throws {
        let connection = try Connection()
        if !start.isEmpty { try connection.receive(start) }
        connection.pass(.seconds(4))
        #expect(try connection.status().isEmpty)
        connection.pass(.seconds(2))
        #expect(try connection.status() == "408")
    }

    @Test func aBodyHasItsOwnTime() throws {
        let connection = try Connection()
        try connection.receive("PUT /api/v1/orchestrator/jobs HTTP/1.1\r\nContent-Length: 9\r\n\r\n{")
        connection.pass(.seconds(19))
        #expect(try connection.status().isEmpty)
        try connection.receive("}")
        connection.pass(.seconds(19))
        #expect(try connection.status().isEmpty)
        connection.pass(.seconds(2))
        #expect(try connection.status() == "408")
    }

    @Test func betweenRequestsAConnectionMayRestAndEachHeadHasItsTime() throws {
        let connection = try Connection()
        try connection.receive(Self.request)
        connection.answer()
        #expect(try connection.status() == "200")
        connection.pass(.seconds(70))
        #expect(connection.channel.isActive)
        try connection.receive("GET")
        connection.pass(.seconds(4))
        try connection.receive(" /livez HTTP/1.1\r\n\r\n")
        connection.answer()
        #expect(try connection.status() == "200")
        try connection.receive("GET")
        connection.pass(.seconds(6))
        #expect(try connection.status() == "408")
    }

    @Test func aConnectionThatRestsTooLongIsClosedWithoutAWord() throws {
        let connection = try Connection()
        try connection.receive(Self.request)
        connection.answer()
        _ = try connection.status()
        connection.pass(.seconds(77))
        #expect(try connection.status().isEmpty)
        #expect(!connection.channel.isActive)
    }
}
