import Foundation
import TestKit
import Testing

/// A server that is killed keeps what it has acknowledged.
@Suite(.serialized) struct DurabilityTests {
    private static let jobs = 60
    private static let states: Set = ["Completed", "Failed", "Stopped"]

    private static func body(_ index: Int) -> String {
        """
        {"Job":{"Name":"durable-\(index)","Type":"batch","Tasks":[{"Name":"main",
        "Engine":{"Type":"sandbox","Params":{"Command":"echo \(index)"}}}]}}
        """
    }

    /// Submits jobs one after the other until the server is gone; gives the ids that were acknowledged.
    private static func submit(to http: HTTP, whileRunning child: Child) async -> [String] {
        var ids: [String] = []
        for index in 0..<jobs where child.isRunning {
            guard let reply = try? await http.send("PUT", "/api/v1/orchestrator/jobs", json: body(index)),
                reply.status == 200, let id = try? reply.json["JobID"].string
            else { break }
            ids.append(id)
        }
        return ids
    }

    /// `acknowledged` is how many answers come before the kill; the last one races with it.
    @Test(arguments: [3, 17, 40])
    func everyAcknowledgedJobComesToItsEnd(acknowledged: Int) async throws {
        try await TemporaryFolder.with { folder in
            let first = try await Server.serve(folder: folder.path)
            let http = first.http
            async let submitted = Self.submit(to: http, whileRunning: first.child)
            try await Wait.until("\(acknowledged) jobs are accepted") {
                let metrics = try await http.get("/metrics").text
                let line = metrics.split(separator: "\n").first { $0.hasPrefix("bacalhau_job_submissions_total ") }
                let count = line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) } ?? 0
                return Int(count) >= acknowledged ? () : nil
            }
            first.child.signal(SIGKILL)
            let killed = try await first.child.finish()
            #expect(killed.status == -SIGKILL)
            let ids = await submitted
            #expect(ids.count >= acknowledged - 1)

            let second = try await Server.serve(folder: folder.path)
            for id in ids {
                let target = "/api/v1/orchestrator/jobs/\(id)/wait?timeout=60s"
                let reply = try await second.http.get(target)
                #expect(reply.status == 200, "\(reply)")
                let state = try reply.json["Job"]["State"]["StateType"].string ?? ""
                #expect(Self.states.contains(state), "\(id): \(reply)")
                #expect(state == "Completed", "\(id): \(reply)")
            }
            let output = try await second.http.get("/api/v1/orchestrator/jobs/\(try #require(ids.last))/output")
            #expect(output.text == "\(ids.count - 1)\n", "\(output)")
            try await second.stop()
        }
    }

    @Test func contentAndResultsAreThereAfterARestart() async throws {
        try await TemporaryFolder.with { folder in
            try await TemporaryFolder.with { data in
                try data.write("kept on disk\n", to: "data/a.txt")
                let first = try await Server.serve(folder: folder.path)
                let before = Devstack(server: first, clientFolder: data.path)
                let cid = try await before.answer("data", "add", "-q", "data", in: data)
                let run = try await before.json("run", "-e", "cp /inputs/a.txt /outputs/b.txt", "-c", cid)["Job"]
                let id = try #require(run["ID"].string)
                try await first.stop()

                let second = try await Server.serve(folder: folder.path)
                let after = Devstack(server: second, clientFolder: data.path)
                #expect(try await after.answer("data", "cat", cid + "/a.txt") == "kept on disk")
                let job = try await after.json("job", "describe", id)["Job"]
                #expect(job["Result"].string == run["Result"].string)
                let got = try await after("job", "get", id, "--output-dir", "got", in: data)
                #expect(got.status == 0, "\(got)")
                #expect(try data.text("got/outputs/b.txt") == "kept on disk\n")
                let again = try await after("run", "-q", "-e", "cat /inputs/a.txt", "-c", cid)
                #expect(again.text == "kept on disk\n", "\(again)")
                try await second.stop()
            }
        }
    }

    @Test func anOrderlyEndLeavesNothingInLogs() async throws {
        try await TemporaryFolder.with { folder in
            let first = try await Server.serve(folder: folder.path, ["--name", "n"])
            let before = Devstack(server: first, clientFolder: folder.path)
            try folder.write("kept\n", to: "data/a.txt")
            let cid = try await before.answer("data", "add", "-q", folder.path + "/data")
            _ = try await before("run", "-q", "-e", "cat /inputs/a.txt", "-c", cid)
            try await first.stop()
            let logs = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix("-wal") }
            for log in logs { #expect(try folder.data(log).isEmpty, "\(log)") }
            #expect(try folder.data("jobs.sqlite").count > 4096)

            let second = try await Server.serve(folder: folder.path, ["--name", "n"])
            let after = Devstack(server: second, clientFolder: folder.path)
            let run = try await after("run", "-q", "-e", "cat /inputs/a.txt", "-c", cid)
            #expect(run.text == "kept\n", "\(run)")
            #expect(try await after.json("job", "list")["Items"].items.count == 2)
            try await second.stop()
        }
    }

    @Test func aRunThatASIGTERMInterruptsIsDoneLater() async throws {
        try await TemporaryFolder.with { folder in
            try await TemporaryFolder.with { clients in
                let first = try await Server.serve(folder: folder.path)
                let before = Devstack(server: first, clientFolder: clients.path)
                let line = "mkdir \(clients.path)/ran 2>/dev/null; sleep 30; echo done"
                let id = try await before.answer("run", "--no-wait", "-q", "-e", line)
                try await Wait.until("the job runs") {
                    try await before.json("job", "describe", id)["Job"]["State"]["StateType"].string == "Running"
                        ? () : nil
                }
                try await first.stop()
                let second = try await Server.serve(folder: folder.path)
                let after = Devstack(server: second, clientFolder: clients.path)
                let state = try await Wait.until("the job runs again") { () -> String? in
                    let state = try await after.json("job", "describe", id)["Job"]["State"]["StateType"].string
                    return state == "Running" || state == "Completed" ? state : nil
                }
                #expect(state == "Running")
                _ = try await after("job", "stop", id)
                try await second.stop()
            }
        }
    }

    @Test func twoServersDoNotShareAFolder() async throws {
        try await TemporaryFolder.with { folder in
            let first = try await Server.serve(folder: folder.path)
            let second = try Child(
                try #require(Bacalhau.path),
                ["serve", "--config", "API.Port=0", "--data-dir", folder.path],
                environment: Bacalhau.environment(dataFolder: folder.path)
            )
            let ended = try await second.finish(within: .seconds(20))
            #expect(ended.status == 1, "\(ended)")
            #expect(ended.error.contains(folder.path), "\(ended)")
            try await first.stop()
        }
    }

    @Test func aPortThatIsTakenIsToldClearly() async throws {
        try await TemporaryFolder.with { folder in
            let first = try await Server.serve(folder: folder.path + "/a")
            let ended = try await Child.run(
                try #require(Bacalhau.path),
                ["serve", "--config", "API.Port=\(first.port)", "--data-dir", folder.path + "/b"],
                environment: Bacalhau.environment(dataFolder: folder.path),
                within: .seconds(20)
            )
            #expect(ended.status == 1, "\(ended)")
            #expect(ended.error.contains(String(first.port)), "\(ended)")
            try await first.stop()
        }
    }
}
