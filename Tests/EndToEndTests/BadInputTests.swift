import Foundation
import TestKit
import Testing

extension DevstackTests {
    /// What is wrong is refused, and the message says what to do.
    @Suite struct BadInputTests {
        /// A file that `job run` refuses, and what it says about it.
        struct Spec: Sendable, CustomTestStringConvertible {
            var testDescription: String
            var text: String
            var says: [String]
        }

        private static let task = "Tasks: [{Name: main, Engine: {Type: sandbox, Params: {Command: 'true'}}}]"

        @Test(arguments: [
            Spec(testDescription: "broken YAML", text: "Name: [a\nType: batch\n", says: ["job.yaml:2:"]),
            Spec(testDescription: "no YAML", text: "\u{0}\u{1}\u{2}", says: ["job.yaml"]),
            Spec(testDescription: "empty", text: "", says: ["job.yaml"]),
            Spec(testDescription: "a list", text: "- 1\n- 2\n", says: []),
            Spec(testDescription: "misspelt field", text: "Nmae: x\nType: batch\n" + task, says: ["Nmae", "'Name'"]),
            Spec(testDescription: "misspelt type", text: "Name: x\nType: bacth\n" + task, says: ["bacth", "'batch'"]),
            Spec(testDescription: "system field", text: "ID: j-1\nType: batch\n" + task, says: ["ID"]),
            Spec(testDescription: "no tasks", text: "Name: x\nType: batch\n", says: ["Tasks"]),
            Spec(
                testDescription: "unknown engine",
                text: "Name: x\nType: batch\nTasks: [{Name: main, Engine: {Type: sandbx, Params: {Command: 'true'}}}]",
                says: ["sandbx", "sandbox"]
            ),
            Spec(
                testDescription: "several problems",
                text: "Type: batch\nCount: -1\nTasks: [{Name: main, Engine: {Type: wasm}, Resources: {CPU: lots}}]",
                says: ["Count", "EntryModule", "CPU"]
            ),
            Spec(
                testDescription: "a result path outside",
                text: "Type: batch\nTasks: [{Name: m, Engine: {Type: sandbox, Params: {Command: 'true'}}, "
                    + "ResultPaths: [{Name: ../x, Path: /x}]}]",
                says: ["../x"]
            ),
            Spec(
                testDescription: "a target outside",
                text: "Type: batch\nTasks: [{Name: m, Engine: {Type: sandbox, Params: {Command: 'true'}}, "
                    + "InputSources: [{Target: /inputs/../../etc, Source: {Type: inline, Params: {URL: 'data:,x'}}}]}]",
                says: ["/inputs/../../etc"]
            ),
        ])
        func aSpecIsRefused(spec: Spec) async throws {
            try await TemporaryFolder.with { folder in
                try folder.write(spec.text, to: "job.yaml")
                for command in ["run", "validate"] {
                    let run = try await Devstack.current("job", command, "job.yaml", in: folder)
                    #expect(run.status == 1, "\(run)")
                    #expect(run.output.isEmpty, "\(run)")
                    #expect(run.error.count < 4000)
                    for words in spec.says { #expect(run.error.contains(words), "\(run)") }
                }
            }
        }

        /// A command line that is wrong, and what it says about it.
        struct Usage: Sendable, CustomTestStringConvertible {
            var arguments: [String]
            var says: String
            var testDescription: String { arguments.joined(separator: " ") }
        }

        @Test(arguments: [
            Usage(arguments: ["no-such-command"], says: "no-such-command"),
            Usage(arguments: ["run"], says: "nothing to run"),
            Usage(arguments: ["run", "-e", "true", "--no-such-flag"], says: "--no-such-flag"),
            Usage(arguments: ["run", "-e", ""], says: "-e"),
            Usage(arguments: ["run", "-e", "true", "-c", "not-a-cid"], says: "not-a-cid"),
            Usage(arguments: ["run", "-e", "true", "-o", "name:../x"], says: "name:../x"),
            Usage(arguments: ["run", "-e", "true", "-o", "../name:/x"], says: "../name:/x"),
            Usage(arguments: ["run", "-e", "true", "-i", "ipfs://x:/inputs"], says: "ipfs://x"),
            Usage(arguments: ["run", "-e", "true", "-i", "/etc:/inputs/../../x"], says: ".."),
            Usage(arguments: ["run", "-e", "true", "--memory", "lots"], says: "lots"),
            Usage(arguments: ["run", "-e", "true", "--timeout", "soon"], says: "soon"),
            Usage(arguments: ["run", "-e", "true", "--shard", "flie"], says: "file"),
            Usage(arguments: ["run", "-e", "true", "--count=-1"], says: "-1"),
            Usage(arguments: ["run", "-e", "true", "--env", "NAME"], says: "NAME"),
            Usage(arguments: ["run", "-e", "true", "--network", "ful"], says: "full"),
            Usage(arguments: ["run", "-e", "true", "--priority", "99999999999"], says: "99999999999"),
            Usage(arguments: ["job", "list", "--state", "Runing"], says: "Running"),
            Usage(arguments: ["job", "list", "--output", "xml"], says: "xml"),
            Usage(arguments: ["data", "ls", "not-a-cid"], says: "not-a-cid"),
            Usage(arguments: ["config", "get", "API.Prot"], says: "API.Port"),
            Usage(arguments: ["devstack", "--computes", "0"], says: "--computes"),
            Usage(arguments: ["serve", "--compute"], says: "orchestrator"),
        ])
        func wrongUsageIs64(usage: Usage) async throws {
            let run = try await Devstack.current.run(usage.arguments)
            #expect(run.status == 64, "\(run)")
            #expect(run.output.isEmpty, "\(run)")
            #expect(usage.says.isEmpty || run.error.contains(usage.says), "\(run)")
        }

        @Test(arguments: [
            "job list", "node list", "agent alive", "data list", "run -e true", "job get x", "data cat CID",
        ])
        func noServerIs69(command: String) async throws {
            let words = command.split(separator: " ").map { $0 == "CID" ? Unheld.cid : String($0) }
            let run = try await Devstack.current.run(words + ["--api-port", "1"])
            #expect(run.status == 69, "\(run)")
            #expect(run.output.isEmpty, "\(run)")
            #expect(run.error.contains("127.0.0.1:1") && run.error.contains("devstack"), "\(run)")
        }

        @Test(arguments: ["describe", "get", "logs", "stop", "history", "executions", "why", "versions", "rerun"])
        func aJobThatIsNotThere(command: String) async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Devstack.current("job", command, "j-nosuchjob", in: folder)
                #expect(run.status == 1, "\(run)")
                #expect(run.output.isEmpty, "\(run)")
                #expect(run.error.contains("j-nosuchjob"), "\(run)")
                #expect(try folder.names().isEmpty)
            }
        }

        @Test func aNodeThatIsNotThere() async throws {
            let run = try await Devstack.current("node", "describe", "node-99")
            #expect(run.status == 1, "\(run)")
            #expect(run.error.contains("node-99"), "\(run)")
        }

        @Test func aProgramThatIsNotThere() async throws {
            try await TemporaryFolder.with { folder in
                for name in ["missing.wasm", "missing.py", "missing.sh"] {
                    let run = try await Devstack.current("run", name, in: folder)
                    #expect(run.status == 1 || run.status == 64, "\(run)")
                    #expect(run.error.contains(name), "\(run)")
                }
                let unknown = try await Devstack.current("run", "ls", in: folder)
                #expect(unknown.status == 64, "\(unknown)")
                #expect(unknown.error.contains("-e"), "\(unknown)")
            }
        }

        @Test func aFileThatIsNoModule() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write("garbage", to: "garbage.wasm")
                let garbage = try await Devstack.current("wasm", "run", "garbage.wasm", in: folder)
                #expect(garbage.status == 1, "\(garbage)")
                #expect(garbage.error.contains("garbage.wasm is not a WebAssembly module"), "\(garbage)")
            }
        }

        @Test(.enabled(if: Bacalhau.runsModules, "there is no Wasmtime library; BACALHAU_WASMTIME_LIB names one"))
        func aModuleThatCannotBeCompiled() async throws {
            try await TemporaryFolder.with { folder in
                var bytes = Module.printing.data
                bytes.removeLast(60)
                try folder.write(bytes, to: "cut.wasm")
                let cut = try await Devstack.current("wasm", "run", "cut.wasm", in: folder)
                #expect(cut.status == 1, "\(cut)")
                #expect(cut.error.contains("cut") || cut.error.contains("module"), "\(cut)")
                try folder.write(Module.printing.data, to: "good.wasm")
                let entry = try await Devstack.current("wasm", "run", "good.wasm", "--entry-point", "main", in: folder)
                #expect(entry.status == 1, "\(entry)")
                #expect(entry.error.contains("main"), "\(entry)")
            }
        }

        @Test func dataThatNobodyHoldsIsToldAtOnce() async throws {
            let bacalhau = try Devstack.current
            let cid = Unheld.cid
            let id = try await bacalhau.answer("run", "--no-wait", "-q", "-e", "cat /inputs", "-c", cid)
            let said = try await Wait.until("the reason", within: .seconds(5)) { () -> String? in
                let job = try await bacalhau.json("job", "describe", id)["Job"]
                let text = job["State"]["Message"].string ?? ""
                return text.contains(cid) ? text : nil
            }
            #expect(!said.isEmpty)
            let why = try await bacalhau.answer("job", "why", id)
            #expect(why.contains(cid), "\(why)")
            let waited = try await bacalhau(
                "run",
                "-e",
                "cat /inputs",
                "-c",
                cid,
                "--wait-timeout",
                "1s",
                "--name",
                "waits"
            )
            #expect(waited.status == 1, "\(waited)")
            #expect(waited.error.contains("job why"), "\(waited)")
            for name in [id, "waits"] {
                let stop = try await bacalhau("job", "stop", name, "--reason", "enough")
                #expect(stop.status == 0, "\(stop)")
                let state = try await bacalhau.json("job", "describe", name)["Job"]["State"]
                #expect(state["StateType"].string == "Stopped")
                #expect(state["Message"].string == "enough")
            }
        }

        @Test func aQueueTimeoutEndsTheWait() async throws {
            let run = try await Devstack.current("run", "-e", "true", "-c", Unheld.cid, "--queue-timeout", "1s")
            #expect(run.status == 1, "\(run)")
            #expect(run.error.contains(Unheld.cid), "\(run)")
        }

        @Test func moreThanAnyNodeHasWaitsWithAReason() async throws {
            let bacalhau = try Devstack.current
            let id = try await bacalhau.answer("run", "--no-wait", "-q", "-e", "true", "--cpu", "5000")
            let why = try await bacalhau.answer("job", "why", id)
            #expect(why.contains("CPU") || why.contains("processor"), "\(why)")
            _ = try await bacalhau("job", "stop", id)
        }

        @Test func aRunningJobIsStopped() async throws {
            let bacalhau = try Devstack.current
            let id = try await bacalhau.answer("run", "--no-wait", "-q", "-e", "echo started; sleep 1000")
            try await Wait.until("the job runs") {
                try await bacalhau.json("job", "describe", id)["Job"]["State"]["StateType"].string == "Running"
                    ? () : nil
            }
            let stop = try await bacalhau("job", "stop", id)
            #expect(stop.status == 0, "\(stop)")
            try await Wait.until("the execution is cancelled") {
                let runs = try await bacalhau.json("job", "executions", id)["Items"].items
                return runs.allSatisfy { $0["ComputeState"]["StateType"].int == 11 } ? () : nil
            }
            let again = try await bacalhau("job", "stop", id)
            #expect(again.status == 0, "\(again)")
        }

        @Test func aCARWithAWrongBlockIsRefused() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("text to be changed", to: "a.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "--copy", "a.txt", in: folder)
                let car = try await bacalhau("data", "export", cid).output
                _ = try await bacalhau("data", "rm", cid)
                var wrong = car
                wrong[wrong.count - 1] ^= 1
                try folder.write(wrong, to: "wrong.car")
                try folder.write(car.dropLast(3), to: "cut.car")
                try folder.write("this is no CAR", to: "text.car")
                try folder.write("", to: "empty.car")
                for name in ["wrong.car", "cut.car", "text.car", "empty.car"] {
                    let run = try await bacalhau("data", "import", name, in: folder)
                    #expect(run.status == 1, "\(run)")
                    #expect(run.output.isEmpty, "\(run)")
                    #expect(!run.error.isEmpty)
                }
                let roots = try await bacalhau.json("data", "list")["Items"].items
                #expect(!roots.contains { $0["CID"].string == cid })
            }
        }

        @Test func linksInResultsLeadNowhere() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let line =
                    "ln -s /etc/passwd /outputs/absolute; ln -s ../../../../etc /outputs/up; "
                    + "echo x > /outputs/real; ln -s real /outputs/good"
                let id = try await bacalhau.answer("run", "--id-only", "-e", line)
                let got = try await bacalhau("job", "get", id, "--output-dir", "got", in: folder)
                #expect(got.status == 0, "\(got)")
                #expect(try folder.names("got/outputs") == ["good", "real"])
                #expect(got.error.contains("absolute") && got.error.contains("up"), "\(got)")
                // A link in the place of a file to write is replaced or refused, never written through.
                try folder.write("mine", to: "mine.txt")
                try folder.write("", to: "into/other")
                let link = try await Child.run(
                    "/bin/ln",
                    ["-s", "../mine.txt", "into/stdout"],
                    workingFolder: folder.path
                )
                #expect(link.status == 0, "\(link)")
                _ = try await bacalhau("job", "get", id, "--output-dir", "into", "--force", in: folder)
                #expect(try folder.text("mine.txt") == "mine")
            }
        }

        @Test func pathsThatAreNotThere() async throws {
            try await TemporaryFolder.with { folder in
                for arguments in [
                    ["data", "add", "nowhere"], ["data", "import", "nowhere.car"], ["job", "run", "nowhere.yaml"],
                ] {
                    let run = try await Devstack.current.run(arguments, in: folder)
                    #expect(run.status == 1, "\(run)")
                    #expect(run.error.contains("nowhere"), "\(run)")
                }
            }
        }
    }
}
