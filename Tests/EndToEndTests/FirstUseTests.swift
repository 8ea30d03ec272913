import TestKit
import Testing

extension DevstackTests {
    /// What somebody does on the first day.
    @Suite struct FirstUseTests {
        @Test func aFolderIsAddedAndRead() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("one\ntwo\n", to: "logs/a.txt")
                try folder.write("three\n", to: "logs/b.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "logs", in: folder)
                #expect(cid.hasPrefix("bafy"))
                let run = try await bacalhau("run", "-e", "cat /inputs/* | wc -l", "-c", cid)
                #expect(run.status == 0, "\(run)")
                #expect(run.line.trimming == "3", "\(run)")
                #expect(run.error.contains("Completed"), "\(run)")
            }
        }

        @Test(arguments: [0, 1, 7, 255])
        func theProgramsExitCodeIsPassedOn(code: Int) async throws {
            let run = try await Devstack.current("run", "-e", "exit \(code)")
            #expect(run.status == Int32(code), "\(run)")
        }

        @Test func outputAndErrorsAreKeptApart() async throws {
            let run = try await Devstack.current("run", "-q", "-e", "echo out; echo err >&2")
            #expect(run.status == 0, "\(run)")
            #expect(run.text == "out\n", "\(run)")
            #expect(run.error == "err\n", "\(run)")
        }

        @Test func aScriptTakesArgumentsAndVariables() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write("import os, sys\nprint(os.environ['WHO'], *sys.argv[1:])\n", to: "hello.py")
                let run = try await Devstack.current(
                    "run",
                    "hello.py",
                    "--env",
                    "WHO=world",
                    "--",
                    "a b",
                    "c",
                    in: folder
                )
                #expect(run.status == 0, "\(run)")
                #expect(run.text == "world a b c\n", "\(run)")
            }
        }

        @Test(.enabled("PyPI cannot be reached here; with CI=true this would be a failure") { await Pip.canInstall })
        func requirementsAreInstalled() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write("six==1.16.0\n", to: "requirements.txt")
                try folder.write("import six\nprint(six.__version__)\n", to: "script.py")
                let run = try await Devstack.current("run", "script.py", "-r", "requirements.txt", in: folder)
                #expect(run.status == 0, "\(run)")
                #expect(run.text == "1.16.0\n", "\(run)")
            }
        }

        @Test func whatTheProgramLeavesIsFetched() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let line = "mkdir /outputs/deep && echo kept > /outputs/deep/file && echo said && exit 3"
                let run = try await bacalhau("run", "-e", line, "--download", "got", in: folder)
                #expect(run.status == 3, "\(run)")
                #expect(try folder.names("got") == ["exitCode", "outputs", "stderr", "stdout"])
                #expect(try folder.text("got/outputs/deep/file") == "kept\n")
                #expect(try folder.text("got/stdout") == "said\n")
                #expect(try folder.text("got/stderr").isEmpty)
                #expect(try folder.text("got/exitCode") == "3")
            }
        }

        /// Each line once, although the program ends before the node has reported it.
        @Test(arguments: 1...3)
        func followingShowsEachLineOnce(partitions: Int) async throws {
            let line = "echo from $BACALHAU_PARTITION_INDEX"
            let run = try await Devstack.current("run", "-q", "--follow", "--count", String(partitions), "-e", line)
            #expect(run.status == 0, "\(run)")
            #expect(run.text == (0..<partitions).map { "from \($0)\n" }.joined(), "\(run)")
        }

        @Test func allNodesRunAJob() async throws {
            let run = try await Devstack.current("run", "-q", "--target", "all", "-e", "echo here")
            #expect(run.status == 0, "\(run)")
            #expect(run.text == "here\nhere\nhere\nhere\n", "\(run)")
        }

        @Test func aJobIsSubmittedAndFollowedLater() async throws {
            let bacalhau = try Devstack.current
            let id = try await bacalhau.answer("run", "--no-wait", "-q", "-e", "echo later")
            #expect(id.hasPrefix("j-"))
            let logs = try await bacalhau("job", "logs", "--follow", id)
            #expect(logs.status == 0, "\(logs)")
            #expect(logs.text == "later\n", "\(logs)")
            let state = try await bacalhau.json("job", "describe", id)["Job"]["State"]["StateType"].string
            #expect(state == "Completed")
        }

        @Test func theInputCannotBeWritten() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write("safe", to: "data/a.txt")
                let bacalhau = try Devstack.current
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                let run = try await bacalhau("run", "-e", "echo x > /inputs/a.txt", "-c", cid)
                #expect(run.status != 0, "\(run)")
                #expect(try folder.text("data/a.txt") == "safe")
            }
        }

        @Test func aJobHasNoNetwork() async throws {
            let port = try Devstack.current.server.port
            let line = "import socket\nsocket.create_connection(('127.0.0.1', \(port)), 5)\n"
            try await TemporaryFolder.with { folder in
                try folder.write(line, to: "call.py")
                let run = try await Devstack.current("run", "call.py", in: folder)
                #expect(run.status == 1, "\(run)")
                #expect(run.error.contains("Error"), "\(run)")
            }
        }
    }
}
