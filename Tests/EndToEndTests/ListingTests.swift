import TestKit
import Testing

extension DevstackTests {
    /// Every command that shows something, in every format.
    @Suite struct ListingTests {
        /// `JOB`, `CID` and `FOLDER` stand for what the test makes.
        private static let commands = [
            "job list", "job describe JOB", "job history JOB", "job executions JOB", "job versions JOB", "job why JOB",
            "node list", "node describe node-0", "agent alive", "agent version", "agent node", "agent config",
            "config list", "config get API.Port", "data list", "data ls CID", "data stat CID", "data verify CID",
            "data cid FOLDER", "version",
        ]

        @Test(arguments: commands)
        func everyFormat(command: String) async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("text", to: "data/a.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                let id = try await bacalhau.answer("run", "--id-only", "-e", "echo x > /outputs/x")
                let words = command.split(separator: " ").map { word in
                    switch word {
                    case "JOB": id
                    case "CID": cid
                    case "FOLDER": "data"
                    default: String(word)
                    }
                }
                for format in ["table", "json", "yaml", "csv"] {
                    let shown = try await bacalhau.run(words + ["--output", format], in: folder)
                    #expect(shown.status == 0, "\(shown)")
                    #expect(!shown.line.isEmpty, "\(shown)")
                    if format == "json" { #expect(throws: Never.self, "\(shown)") { try shown.json } }
                }
                let wide = try await bacalhau.run(words + ["--wide", "--no-style"], in: folder)
                #expect(wide.status == 0, "\(wide)")
                let pretty = try await bacalhau.run(words + ["--output", "json", "--pretty"], in: folder)
                #expect(throws: Never.self, "\(pretty)") { try pretty.json }
            }
        }

        @Test func whatTheListsSay() async throws {
            let bacalhau = try Devstack.current
            let id = try await bacalhau.answer(
                "run",
                "--id-only",
                "--name",
                "listed",
                "-l",
                "team=data",
                "-e",
                "echo said"
            )
            let jobs = try await bacalhau.json("job", "list", "--labels", "team=data", "--limit", "100")["Items"].items
            #expect(jobs.contains { $0["ID"].string == id && $0["Name"].string == "listed" })
            let failed = try await bacalhau.json("job", "list", "--state", "Failed", "--labels", "team=data")["Items"]
                .items
            #expect(failed.isEmpty)
            let byName = try await bacalhau.json("job", "describe", "listed")["Job"]["ID"].string
            let byStart = try await bacalhau.json("job", "describe", String(id.prefix(10)))["Job"]["ID"].string
            #expect(byName == id && byStart == id)
            let executions = try await bacalhau.json("job", "executions", id)["Items"].items
            #expect(executions.count == 1)
            #expect(executions.first?["RunOutput"]["Stdout"].string == "said\n")
            let history = try await bacalhau.json("job", "history", id)["Items"].items
            #expect(history.count >= 3)
            #expect(history.allSatisfy { $0["JobID"].string == id })
            let why = try await bacalhau.answer("job", "why", id)
            #expect(!why.isEmpty)
        }

        @Test func theNodesOfADevstack() async throws {
            let bacalhau = try Devstack.current
            let nodes = try await bacalhau.json("node", "list")["Nodes"].items
            #expect(nodes.count == 4)
            #expect(nodes.allSatisfy { $0["Membership"].string == "APPROVED" })
            #expect(nodes.allSatisfy { $0["ConnectionState"]["Status"].string == "CONNECTED" })
            let names = nodes.compactMap { $0["Info"]["Labels"]["name"].string }
            #expect(names.sorted() == ["node-0", "node-1", "node-2", "node-3"])
            let deletion = try await bacalhau("node", "delete", "node-0")
            #expect(deletion.status == 1, "\(deletion)")
            #expect(deletion.error.contains("node node-0 is connected"), "\(deletion)")
        }

        @Test func theSameNameIsANewVersion() async throws {
            let bacalhau = try Devstack.current
            let first = try await bacalhau.answer("run", "--id-only", "--name", "twice", "-e", "echo 1")
            let second = try await bacalhau.answer("run", "--id-only", "--name", "twice", "-e", "echo 2")
            #expect(first == second)
            let versions = try await bacalhau.answer("job", "versions", "twice", "-q")
            #expect(versions.split(separator: "\n").sorted() == ["1", "2"])
            let rerun = try await bacalhau("job", "rerun", "twice")
            #expect(rerun.status == 0, "\(rerun)")
            #expect(rerun.text == "2\n", "\(rerun)")
        }
    }
}
