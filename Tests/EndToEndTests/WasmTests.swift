import TestKit
import Testing

extension DevstackTests {
    /// WebAssembly modules from a file to a result.
    @Suite(.enabled(if: Bacalhau.runsModules, "there is no Wasmtime library; BACALHAU_WASMTIME_LIB names one"))
    struct WasmTests {
        /// What comes of a module: its exit status, output and a part of what is said about it.
        struct Case: Sendable, CustomTestStringConvertible {
            var module: Module
            var flags: [String] = []
            var status: Int32
            var output = ""
            var says: String
            var testDescription: String { "\(module)" }
        }

        @Test(arguments: [
            Case(module: .returning, status: 0, says: "Completed"),
            Case(module: .printing, status: 0, output: "hello from wasm\n", says: "Completed"),
            Case(module: .exiting, status: 9, says: "Completed"),
            Case(module: .trapping, status: 1, says: "unreachable"),
            Case(module: .looping, flags: ["--timeout", "1s"], status: 1, says: "took longer than 1"),
            Case(
                module: .growing,
                flags: ["--timeout", "1s", "--memory", "64Mb"],
                status: 1,
                says: "took longer than 1"
            ),
        ])
        func aModuleRuns(test: Case) async throws {
            try await TemporaryFolder.with { folder in
                try folder.write(test.module.data, to: "module.wasm")
                let arguments = ["wasm", "run", "module.wasm"] + test.flags
                let run = try await Devstack.current.run(arguments, in: folder)
                #expect(run.status == test.status, "\(run)")
                #expect(run.text == test.output, "\(run)")
                #expect(run.error.contains(test.says), "\(run)")
            }
        }

        @Test func theSameRunHasTheSameResultEverywhere() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write(Module.concatenating.data, to: "cat.wasm")
                try folder.write("first\n", to: "data/1.txt")
                try folder.write("second\n", to: "data/2.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                let once = try await bacalhau.json("wasm", "run", "cat.wasm", "-c", cid, in: folder)["Job"]["Result"]
                    .string
                let again = try await bacalhau.json("wasm", "run", "cat.wasm", "-c", cid, in: folder)["Job"]["Result"]
                    .string
                let result = try #require(once)
                #expect(again == result)
                #expect(try await bacalhau.answer("data", "cat", result + "/stdout") == "first\nsecond")
            }
        }

        @Test func aLocalRunHasTheResultOfTheDevstack() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write(Module.printing.data, to: "module.wasm")
                let there = try await bacalhau.json("wasm", "run", "module.wasm", in: folder)["Job"]["Result"].string
                let here = try await bacalhau.json("wasm", "run", "module.wasm", "--local", in: folder)["Job"]["Result"]
                    .string
                #expect(there?.hasPrefix("bafy") == true)
                #expect(here == there)
            }
        }

        @Test func aLocalRunNeedsNoServer() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write(Module.printing.data, to: "module.wasm")
                let arguments = ["run", "module.wasm", "--local", "--api-port", "1", "-q"]
                let run = try await Devstack.current.run(arguments, in: folder)
                #expect(run.status == 0, "\(run)")
                #expect(run.text == "hello from wasm\n", "\(run)")
                #expect(run.error.isEmpty, "\(run)")
            }
        }

        @Test func aModuleByItsCID() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write(Module.printing.data, to: "module.wasm")
                let cid = try await bacalhau.answer("data", "add", "-q", "module.wasm", in: folder)
                let run = try await bacalhau("wasm", "run", cid)
                #expect(run.status == 0, "\(run)")
                #expect(run.text == "hello from wasm\n", "\(run)")
            }
        }
    }
}
