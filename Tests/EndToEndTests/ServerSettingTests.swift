import Foundation
import TestKit
import Testing

/// What a server does by its settings: each test starts one of its own.
@Suite(.serialized) struct ServerSettingTests {
    private static func with(
        _ settings: [String],
        environment: [String: String] = [:],
        _ body: (Devstack, TemporaryFolder) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let flags = settings.flatMap { ["--config", $0] }
            let role = ["serve", "--config", "API.Port=0"] + flags
            let server = try await Server.start(role, folder: folder.path + "/node", environment: environment)
            try await body(Devstack(server: server, clientFolder: folder.path), folder)
            try await server.stop()
        }
    }

    @Test func onlyPermittedVariablesOfTheHostAreGiven() async throws {
        let environment = ["SHOWN_ONE": "first", "SHOWN_TWO": "second", "HIDDEN": "secret"]
        try await Self.with(["Compute.Env.AllowList=SHOWN_*"], environment: environment) { bacalhau, _ in
            let line = "echo $A $B"
            let given = try await bacalhau(
                "run",
                "-q",
                "-e",
                line,
                "--env",
                "A=env:SHOWN_ONE",
                "--env",
                "B=env:SHOWN_TWO"
            )
            #expect(given.text == "first second\n", "\(given)")
            let refused = try await bacalhau("run", "-q", "-e", line, "--env", "A=env:HIDDEN", "--env", "B=b")
            #expect(refused.status == 1, "\(refused)")
            #expect(refused.error.contains("HIDDEN"), "\(refused)")
            #expect(refused.error.contains("Compute.Env.AllowList"), "\(refused)")
            #expect(!(refused.text + refused.error).contains("secret"), "\(refused)")
        }
    }

    @Test func withoutAListNoVariableIsGiven() async throws {
        try await Self.with([], environment: ["SHOWN": "secret"]) { bacalhau, _ in
            let refused = try await bacalhau("run", "-q", "-e", "echo $A", "--env", "A=env:SHOWN")
            #expect(refused.status == 1, "\(refused)")
            #expect(!(refused.text + refused.error).contains("secret"), "\(refused)")
        }
    }

    @Test func linesOfARunningJobAreSeenAsTheyCome() async throws {
        try await TemporaryFolder.with { data in
            try await Self.with(["Compute.AllowListedLocalPaths=\(data.path)/**"]) { bacalhau, _ in
                try data.write("", to: "in/first")
                let line = "echo one; until [ -e /inputs/go ]; do sleep 0.05; done; echo two; echo three >&2"
                let input = "file://\(data.path)/in:/inputs"
                let id = try await bacalhau.answer("run", "--no-wait", "-q", "-e", line, "-i", input)
                let address = ["BACALHAU_API_HOST": bacalhau.http.host, "BACALHAU_API_PORT": "\(bacalhau.http.port)"]
                let logs = try Child(
                    try #require(Bacalhau.path),
                    ["job", "logs", "-f", id],
                    environment: Bacalhau.environment(dataFolder: data.path, address)
                )
                try await Wait.until("the first line is shown") { logs.output == "one\n" ? () : nil }
                #expect(logs.isRunning)
                let state = try await bacalhau.json("job", "describe", id)["Job"]["State"]["StateType"].string
                #expect(state == "Running")
                try data.write("", to: "in/go")
                let ended = try await logs.finish()
                #expect(ended.status == 0, "\(ended)")
                #expect(ended.text == "one\ntwo\n", "\(ended)")
                #expect(ended.error == "three\n", "\(ended)")
            }
        }
    }

    @Test func whatTheLocalPublisherKeepsCanBeFetched() async throws {
        try await Self.with([]) { bacalhau, folder in
            let run = try await bacalhau.json("run", "-e", "echo kept > /outputs/a", "-p", "local")["Job"]
            let id = try #require(run["ID"].string)
            let results = try await bacalhau.http.get("/api/v1/orchestrator/jobs/\(id)/results").json["Items"]
            let url = try #require(results[0]["Params"]["URL"].string)
            let base = "http://\(bacalhau.http.host):\(bacalhau.http.port)"
            #expect(url.hasPrefix(base + "/published/e-"), "\(url)")
            let answer = try await bacalhau.http.get(String(url.dropFirst(base.count)))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/gzip")
            let archive = try folder.write(answer.body, to: "got.tar.gz")
            try folder.write("", to: "out/.keep")
            let tar = try await Child.run("/bin/tar", ["-xzf", archive, "-C", folder.path + "/out"])
            #expect(tar.status == 0, "\(tar)")
            #expect(try folder.text("out/outputs/a") == "kept\n")

            let head = try await bacalhau.http.send("HEAD", String(url.dropFirst(base.count)))
            #expect(head.headers["content-length"] == "\(answer.body.count)")
            for wrong in ["e-none.tar.gz", "..%2Fjobs.sqlite", "jobs.sqlite", "..", ""] {
                #expect(try await bacalhau.http.get("/published/" + wrong).status == 404, "\(wrong)")
            }
        }
    }

    @Test func aSimulationRepeatsItself() async throws {
        try await TemporaryFolder.with { folder in
            let program = try #require(Bacalhau.path)
            let environment = Bacalhau.environment(dataFolder: folder.path)
            let arguments = ["simulate", "cluster", "--seed", "7", "--schedules", "20", "--output", "json"]
            let first = try await Child.run(program, arguments, environment: environment)
            #expect(first.status == 0, "\(first)")
            #expect(try first.json["Schedules"].int == 20, "\(first)")
            let second = try await Child.run(program, arguments, environment: environment)
            #expect(second.output == first.output)
        }
    }
}
