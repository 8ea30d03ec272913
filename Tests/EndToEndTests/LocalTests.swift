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

        @Test func theResultIsFetched() async throws {
            try await TemporaryFolder.with { folder in
                let run = try await Self.run(["-e", "echo kept > /outputs/a", "--download", "got"], in: folder)
                #expect(run.status == 0, "\(run)")
                #expect(try folder.text("got/outputs/a") == "kept\n")
            }
        }
    }
}
