import Client
import ContentAddressing
import Core
import HTTPAPI
import NIOHTTP1
import ServiceLifecycle
import TestKit
import Testing

/// The client against the server.
@Suite struct ClientTests {
    private static func spec(_ name: String) -> String {
        #"{"Name":"\#(name)","Type":"batch","Tasks":[{"Name":"m","#
            + #""Engine":{"Type":"wasm","Params":{"EntryModule":"/m"}}}]}"#
    }

    @Test func aJobFromSubmissionToItsEnd() async throws {
        try await TestServer.with { server in
            let client = server.client
            let submitted = try await client.submit(spec: Self.spec("first"))
            #expect(submitted.id.hasPrefix("j-") && submitted.warnings.isEmpty)
            #expect(server.jobs.submissions.map(\.line) == [.head])
            let job = try await client.wait(submitted.id, limit: .seconds(5))
            #expect(job.isTerminal && job.state == "Completed" && job.name == "first" && job.version == 1)
            #expect(try await client.job("first").id == submitted.id)
            #expect(try await client.jobs().map(\.id) == [submitted.id])
            let run = try #require(try await client.executions(of: submitted.id).first)
            #expect(run.state == 9 && run.exitCode == 0 && run.stdout == "hello from 0\n" && run.stderr == "note 0\n")
            #expect(try await client.history(of: submitted.id).map(\.topic) == ["Submission", "Execution"])
            let results = try await client.results(of: submitted.id)
            #expect(results.cid.isEmpty && results.published.isEmpty)
            #expect(try await client.nodes().map(\.name) == ["alpha", "beta", "gone"])
            #expect(try await client.serverVersion() == "v1.9.3")
        }
    }

    @Test func errorsCarryWhatTheServerSaid() async throws {
        try await TestServer.with { server in
            let client = server.client
            await #expect { try await client.job("nope") } throws: { error in
                guard let error = error as? CoreError else { return false }
                return error.code == .notFound && error.message == "job not found: nope"
                    && error.component == "JobStore"
            }
            _ = try await client.submit(spec: Self.spec("twice"))
            await #expect { try await client.submit(spec: Self.spec("twice")) } throws: { error in
                (error as? CoreError)?.hint == "use Force to run it again"
            }
            let again = try await client.submit(spec: Self.spec("twice"), isForced: true)
            #expect(again.id.hasPrefix("j-"))
            await #expect { try await client.stop("twice") } throws: { ($0 as? CoreError)?.code == .conflict }
        }
    }

    @Test func anUnreachableServerIsExplained() async throws {
        // Port 1 of the loopback address has no listener.
        let client = BacalhauClient(port: 1)
        await #expect { try await client.jobs() } throws: { error in
            guard let error = error as? CoreError else { return false }
            return error.code == .unavailable
                && error.message == "no bacalhau API at http://127.0.0.1:1: connection refused"
                && error.hint?.contains("bacalhau devstack") == true
        }
        await #expect { _ = try await client.logs(of: "x") } throws: { ($0 as? CoreError)?.code == .unavailable }
    }

    @Test func aWaitEndsWithItsTime() async throws {
        try await TestServer.with { server in
            let submitted = try await server.client.submit(spec: Self.spec("slow-wait"))
            let running = try await server.client.wait(submitted.id, limit: .milliseconds(50))
            #expect(running.state == "Running")
            async let ended = server.client.wait(submitted.id, limit: .seconds(30))
            try await eventually("the wait arrives") { server.jobs.waiterCount == 1 }
            server.jobs.finishAll()
            #expect(try await ended.state == "Completed")
        }
    }

    @Test func storedLogsAreReplayedAndClosed() async throws {
        try await TestServer.with { server in
            let submitted = try await server.client.submit(spec: Self.spec("done"))
            var entries: [LogEntry] = []
            for try await entry in try await server.client.logs(of: submitted.id) { entries.append(entry) }
            #expect(entries.map(\.text) == ["hello from 0\n", "note 0\n"])
            #expect(entries.map(\.isError) == [false, true])
        }
    }

    @Test func logsAreFollowedUntilTheJobEnds() async throws {
        try await TestServer.with { server in
            let submitted = try await server.client.submit(spec: Self.spec("slow-logs"))
            var entries = try await server.client.logs(of: submitted.id, isFollowing: true).makeAsyncIterator()
            try await eventually("the follower arrives") { server.jobs.followerCount == 1 }
            server.jobs.printLine("line \"1\"\n")
            #expect(try await entries.next()?.text == "line \"1\"\n")
            let open = try await server.http(.GET, "/metrics").text
            #expect(open.contains("bacalhau_http_websockets_open 1\n"))
            server.jobs.printLine("no newline")
            #expect(try await entries.next()?.text == "no newline")
            server.jobs.finishAll()
            #expect(try await entries.next() == nil)
            try await eventually("the WebSocket is closed") {
                try await server.http(.GET, "/metrics").text.contains("bacalhau_http_websockets_open 0\n")
            }
        }
    }

    @Test func logsOfNoJobTellTheError() async throws {
        try await TestServer.with { server in
            var entries = try await server.client.logs(of: "nope").makeAsyncIterator()
            let error = await #expect(throws: CoreError.self) { try await entries.next() }
            #expect(error?.message == "job not found: nope")
        }
    }

    @Test func aShutdownClosesFollowersWithGoingAway() async throws {
        try await TestServer.with { server in
            let submitted = try await server.client.submit(spec: Self.spec("slow-away"))
            var entries = try await server.client.logs(of: submitted.id, isFollowing: true).makeAsyncIterator()
            try await eventually("the follower arrives") { server.jobs.followerCount == 1 }
            await server.group.triggerGracefulShutdown()
            let error = await #expect(throws: CoreError.self) { try await entries.next() }
            #expect(error?.message.contains("1001") == true)
        }
    }

    @Test func outputIsFollowedAsPlainText() async throws {
        try await TestServer.with { server in
            let submitted = try await server.client.submit(spec: Self.spec("slow-output"))
            var pieces = try await server.client.output(of: submitted.id, isFollowing: true).makeAsyncIterator()
            try await eventually("the follower arrives") { server.jobs.followerCount == 1 }
            server.jobs.printLine("one\n")
            #expect(try await pieces.next() == Array("one\n".utf8))
            server.jobs.finishAll()
            #expect(try await pieces.next() == nil)
        }
    }

    @Test func contentGoesInAndComesOut() async throws {
        try await TestServer.with { server in
            let client = server.client
            let added = try await client.addData(path: "/some/file")
            #expect(added.contentBytes == 3 && added.kind == "file")
            await #expect { try await client.addData(path: "/missing") } throws: {
                ($0 as? CoreError)?.code == .notFound
            }
            var file: [UInt8] = []
            for try await piece in try await client.file(cid: added.cid) { file += piece }
            #expect(file == Array("abc".utf8))
            var car: [UInt8] = []
            for try await piece in try await client.exportCAR(cid: added.cid) { car += piece }
            let pieces = car.map { [$0] }
            let stream = AsyncThrowingStream<[UInt8], any Error> { sink in
                pieces.forEach { sink.yield($0) }
                sink.finish()
            }
            #expect(try await client.importCAR(stream).map(\.cid) == [added.cid])
            #expect(try await server.data.roots().count == 2)
        }
    }

    @Test func anImportIsHeldToItsLimit() async throws {
        var limits = APILimits()
        limits.importBytesMax = 64
        try await TestServer.with(limits: limits) { server in
            let stream = AsyncThrowingStream<[UInt8], any Error> { sink in
                for _ in 0..<10 { sink.yield([UInt8](repeating: 1, count: 10)) }
                sink.finish()
            }
            await #expect { try await server.client.importCAR(stream) } throws: {
                ($0 as? CoreError)?.code == .tooLarge
            }
        }
    }
}
