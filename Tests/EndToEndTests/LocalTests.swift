import Foundation
import TestKit
import Testing

extension DevstackTests {
    /// `--local`: the whole way in one process, without a server.
    @Suite struct LocalTests {
        /// Runs without any server that could be asked.
        private static func run(_ arguments: [String], in folder: TemporaryFolder) async throws -> Finished {
            let flags = ["run", "--local", "--api-port", "1", "--wait-timeout", "20s"]
            return try await Devstack.current.run(flags + arguments, in: folder)
        }

        @Test func theExitCodeIsPassedOn() async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Self.run(["-e", "echo here; exit 5"], in: folder)
                #expect(run.status == 5, "\(run)")
                #expect(run.text == "here\n", "\(run)")
            }
        }

        @Test func nothingIsSaidBesideTheOutput() async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Self.run(["-q", "-e", "echo here"], in: folder)
                #expect(run.text == "here\n", "\(run)")
                #expect(run.error.isEmpty, "\(run)")
            }
        }

        @Test func aFolderOfThisMachineIsRead() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write("one\ntwo\n", to: "data/a.txt")
                let run = try await Self.run(["-q", "-e", "cat /inputs/a.txt", "-i", "./data:/inputs"], in: folder)
                #expect(run.status == 0, "\(run)")
                #expect(run.text == "one\ntwo\n", "\(run)")
            }
        }

        @Test func contentOfTheNodeIsRead() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("from the node\n", to: "data/a.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                let arguments = ["--local", "--wait-timeout", "20s", "-q", "-e", "cat /inputs/a.txt", "-c", cid]
                let run = try await bacalhau.run(["run"] + arguments, in: folder)
                #expect(run.status == 0, "\(run)")
                #expect(run.text == "from the node\n", "\(run)")
            }
        }

        /// Nobody else will come, so there is nothing to wait for.
        @Test func contentThatNobodyHoldsIsAnErrorAtOnce() async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Self.run(["-e", "true", "-c", Unheld.cid], in: folder)
                #expect(!run.error.contains("has not ended"), "\(run)")
                #expect(run.status == 1, "\(run)")
                #expect(run.error.contains(Unheld.cid), "\(run)")
            }
        }

        /// There is no ledger in this process, so there is nothing to wait for: not even the input is looked for.
        @Test func aPaidJobIsRefusedAtOnce() async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Self.run(["-e", "true", "-c", Unheld.cid, "--style", "verified"], in: folder)
                #expect(run.status == 64, "\(run)")
                #expect(run.output.isEmpty, "\(run)")
                #expect(run.error.contains("no ledger") && run.error.contains("bacalhau devstack"), "\(run)")
                #expect(!run.error.contains(Unheld.cid), "\(run)")
            }
        }

        /// Whether a process with this word among its arguments runs.
        private static func runs(_ word: String) throws -> Bool {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { name in
                guard Int(name) != nil, let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                    return false
                }
                return line.split(separator: 0).contains { $0.elementsEqual(word.utf8) }
            }
        }

        @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
        func aSignalLeavesNothingBehind(_ signal: Int32) async throws {
            try await TemporaryFolder.with { folder in
                try folder.write("", to: "tmp/.keep")
                // A number of seconds that no other process sleeps for.
                let seconds = "86400.\(getpid())\(signal)"
                let child = try Child(
                    try #require(Bacalhau.path),
                    ["run", "--local", "-e", "sleep \(seconds)"],
                    environment: Bacalhau.environment(
                        dataFolder: folder.path + "/data",
                        ["TMPDIR": folder.path + "/tmp"]
                    )
                )
                try await Wait.until("the program runs") { try Self.runs(seconds) ? () : nil }
                child.signal(signal)
                let ended = try await child.finish()
                #expect(ended.status == 128 + signal, "\(ended)")
                #expect(try folder.names("tmp") == [".keep"])
                #expect(try !Self.runs(seconds))
            }
        }

        @Test func adviceFitsTheFlagsOfRun() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("mine", to: "taken/stdout")
                let run = try await bacalhau("run", "-q", "-e", "echo hi", "--download", "taken", in: folder)
                #expect(run.status == 1, "\(run)")
                let id = try #require(run.error.firstMatch(of: /j-[0-9a-f]{8}/)).output
                #expect(run.error.contains("'bacalhau job get \(id) --output-dir taken --force' replaces it"), "\(run)")
                let got = try await bacalhau("job", "get", String(id), "--output-dir", "taken", "--force", in: folder)
                #expect(got.status == 0, "\(got)")
                #expect(try folder.text("taken/stdout") == "hi\n")
                let local = try await Self.run(["-q", "-e", "echo hi", "--download", "taken"], in: folder)
                #expect(local.error.contains("name another folder with --download"), "\(local)")
            }
        }

        @Test func theResultIsFetched() async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Self.run(["-e", "echo kept > /outputs/a", "--download", "got"], in: folder)
                #expect(run.status == 0, "\(run)")
                #expect(try folder.text("got/outputs/a") == "kept\n")
            }
        }
    }
}
