import Testing

extension DevstackTests {
    /// One folder of eight files over four nodes, split by file.
    @Suite struct ShardTests {
        private static let count = 8

        /// Writes eight files of different length and adds them spread over the nodes; gives the CID.
        private static func spread(in folder: TemporaryFolder) async throws -> String {
            for index in 0..<count {
                try folder.write(String(repeating: "line \(index)\n", count: index + 1), to: "data/part-\(index).txt")
            }
            return try await Devstack.current.answer("data", "add", "-q", "--spread", "data", in: folder)
        }

        private static let expectedOutput = (0..<count).map { String(repeating: "line \($0)\n", count: $0 + 1) }
            .joined()

        @Test func aSpreadFolderIsContentAsAnyOther() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("only here: \(folder.path)\n", to: "data/own.txt")
                let cid = try await Self.spread(in: folder)
                #expect(try await bacalhau.answer("data", "cid", "-q", "data", in: folder) == cid)
                let roots = try await bacalhau.answer("data", "list", "-q")
                #expect(roots.contains(cid))
                let holders = try await bacalhau.json("data", "stat", cid)["Holders"].items
                #expect(!holders.isEmpty)
                let verified = try await bacalhau("data", "verify", cid)
                #expect(verified.status == 0, "\(verified)")
                let cat = try await bacalhau("data", "cat", cid + "/part-3.txt")
                #expect(cat.output == (try folder.data("data/part-3.txt")))
                let removed = try await bacalhau("data", "rm", cid)
                #expect(removed.status == 0, "\(removed)")
            }
        }

        /// A run leaves the list of its share on its node, which is no damage.
        @Test func contentIsWholeAfterAJobHasReadIt() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("read by a job: \(folder.path)\n", to: "data/a.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                let run = try await bacalhau("run", "-q", "--target", "all", "-e", "cat /inputs/a.txt", "-c", cid)
                #expect(run.status == 0, "\(run)")
                let verified = try await bacalhau("data", "verify", cid)
                #expect(verified.status == 0, "\(verified)")
            }
        }

        @Test func eachPartitionSeesItsShareOnly() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let cid = try await Self.spread(in: folder)
                let line = """
                    ls /inputs | wc -l | tr -d ' ' > /outputs/count-$BACALHAU_PARTITION_INDEX; \
                    cp /inputs/* /outputs/; cat /inputs/*
                    """
                let run = try await bacalhau("run", "-e", line, "-c", cid, "--shard", "file", "--id-only")
                #expect(run.status == 0, "\(run)")
                let id = run.line
                let logs = try await bacalhau("job", "logs", id)
                #expect(logs.status == 0, "\(logs)")
                #expect(logs.text == Self.expectedOutput)

                let described = try await bacalhau.json("job", "describe", id)
                #expect(described["Job"]["Partitions"].int == Self.count)
                #expect(described["Job"]["Result"].string?.hasPrefix("bafy") == true)
                let partitions = described["Executions"]["Items"].items.compactMap { $0["PartitionIndex"].int ?? 0 }
                #expect(partitions.sorted() == Array(0..<Self.count))

                let got = try await bacalhau("job", "get", id, "--output-dir", "got", in: folder)
                #expect(got.status == 0, "\(got)")
                #expect(try folder.text("got/stdout") == Self.expectedOutput)
                #expect(try folder.text("got/exitCode") == "0")
                for index in 0..<Self.count {
                    #expect(try folder.text("got/outputs/count-\(index)") == "1\n")
                    let name = "part-\(index).txt"
                    #expect(try folder.data("got/outputs/\(name)") == folder.data("data/\(name)"))
                }

                let raw = try await bacalhau("job", "get", id, "--raw", "--output-dir", "raw", in: folder)
                #expect(raw.status == 0, "\(raw)")
                #expect(try folder.names("raw") == (0..<Self.count).map(String.init))
                #expect(try folder.text("raw/3/stdout") == String(repeating: "line 3\n", count: 4))

                let one = try await bacalhau("job", "get", id + "/outputs/part-5.txt", in: folder)
                #expect(one.status == 0, "\(one)")
                #expect(try folder.data("part-5.txt") == folder.data("data/part-5.txt"))
            }
        }

        /// Each of the four nodes has room for two runs of half a processor, so no file has to move.
        @Test func workGoesToTheNodesThatHoldTheData() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                for index in 0..<6 {
                    try folder.write(String(repeating: "\(index)", count: 100_000), to: "data/\(index)")
                }
                let cid = try await bacalhau.answer("data", "add", "-q", "--spread", "data", in: folder)
                let job = try await bacalhau.json("run", "-e", "cat /inputs/*", "-c", cid, "--shard", "file")
                let executions = job["Executions"]["Items"].items
                let nodes = Set(executions.compactMap { $0["NodeID"].string })
                #expect(nodes.count == 4, "\(job)")
                let fetched = executions.compactMap { $0["Usage"]["FetchedBytes"].int }.reduce(0, +)
                // Only the list of a share's files travels, never a file.
                #expect(fetched < 10_000, "\(job["Job"]["Usage"])")
            }
        }

        @Test(arguments: ["file", "3", "40B"])
        func everyRuleCoversEveryFileOnce(rule: String) async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let cid = try await Self.spread(in: folder)
                let run = try await bacalhau("run", "-q", "-e", "cat /inputs/*", "-c", cid, "--shard", rule)
                #expect(run.status == 0, "\(run)")
                #expect(run.text == Self.expectedOutput, "\(run)")
            }
        }

        @Test(.enabled(if: Bacalhau.runsModules, "there is no Wasmtime library; BACALHAU_WASMTIME_LIB names one"))
        func theSameJobHasTheSameResult() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write(Module.concatenating.data, to: "cat.wasm")
                let cid = try await Self.spread(in: folder)
                var results: [String?] = []
                for _ in 0..<2 {
                    let job = try await bacalhau.json(
                        "wasm",
                        "run",
                        "cat.wasm",
                        "-c",
                        cid,
                        "--shard",
                        "file",
                        in: folder
                    )
                    results.append(job["Job"]["Result"].string)
                }
                let local = try await bacalhau(
                    "wasm",
                    "run",
                    "cat.wasm",
                    "-c",
                    cid,
                    "--shard",
                    "file",
                    "-q",
                    in: folder
                )
                #expect(local.text == Self.expectedOutput, "\(local)")
                #expect(results[0]?.hasPrefix("bafy") == true)
                #expect(results[0] == results[1])
            }
        }

        @Test func theFirstExitCodeThatIsNotZeroIsTheJobs() async throws {
            let line = #"[ "$BACALHAU_PARTITION_INDEX" -lt 2 ] || exit $BACALHAU_PARTITION_INDEX"#
            let run = try await Devstack.current("run", "--count", "4", "-e", line)
            #expect(run.status == 2, "\(run)")
        }

        @Test func twoDifferentFilesAtOnePlaceAreNotMixed() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let line = "echo $BACALHAU_PARTITION_INDEX > /outputs/same"
                let id = try await bacalhau.answer("run", "--count", "2", "--id-only", "-e", line)
                let got = try await bacalhau("job", "get", id, "--output-dir", "got", in: folder)
                #expect(got.status == 1, "\(got)")
                #expect(got.error.contains("outputs/same") && got.error.contains("--raw"), "\(got)")
                let raw = try await bacalhau("job", "get", id, "--raw", "--output-dir", "raw", in: folder)
                #expect(raw.status == 0, "\(raw)")
                #expect(try folder.text("raw/1/outputs/same") == "1\n")
            }
        }
    }
}
