import Testing

@testable import Core

struct JobSpecValidatorTests {
    /// A valid spec with every part in use.
    private static func base() throws -> JobSpec {
        try ExampleSpecs.spec(
            #"""
            {"Name":"n","Type":"batch","Tasks":[{"Name":"main","Env":{"A":"1"},
              "Engine":{"Type":"wasm","Params":{"EntryModule":"/app/m.wasm"}},
              "InputSources":[{"Target":"/app/m.wasm","Alias":"mod","Source":{"Type":"inline","Params":{"URL":"data:,x"}}},
                {"Target":"/in","Source":{"Type":"urlDownload","Params":{"URL":"https://a.example/b"}}}],
              "ResultPaths":[{"Name":"out","Path":"/out"}]}]}
            """#
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var change: @Sendable (inout JobSpec) -> Void
        var testDescription: String { text }
        init(_ text: String, _ change: @escaping @Sendable (inout JobSpec) -> Void) {
            self.text = text
            self.change = change
        }
    }

    @Test func acceptsTheBase() throws {
        #expect(JobSpecValidator.validate(try Self.base()) == [])
    }

    static let jobCases: [Case] = [
        Case("Type 'service' is a valid type, but this version") { $0.type = .service },
        Case("Namespace '*' must be a name") { $0.namespace = "*" },
        Case("Name 'aaa") { $0.name = String(repeating: "a", count: 256) },
        Case("Count '-1' must be between 0 and 1000000") { $0.count = -1 },
        Case("Count '1000001' must be between") { $0.count = 1_000_001 },
        Case("Count '2' must be left out for ops jobs") { spec in
            spec.type = .ops
            spec.count = 2
        },
        Case("Tasks must have a task") { $0.tasks = [] },
        Case("Constraints[0].Values must have a value for operator 'in'") {
            $0.constraints = [Constraint(key: "a", op: .in, values: [])]
        },
        Case("Constraints[0].Values 'x' must be left out for operator '!'") {
            $0.constraints = [Constraint(key: "a", op: .doesNotExist, values: ["x"])]
        },
        Case("Constraints[0].Values 'x, y' must have exactly one value for operator '='") {
            $0.constraints = [Constraint(key: "a", op: .equals, values: ["x", "y"])]
        },
        Case("Constraints[0].Values[0] 'x' must be a whole number for operator 'gt'") {
            $0.constraints = [Constraint(key: "a", op: .greaterThan, values: ["x"])]
        },
        Case("Constraints[0].Key 'favour_' must be the name of a label") {
            $0.constraints = [Constraint(key: "favour_", op: .exists, values: [])]
        },
        Case("Shard.Input '/im' must be the target or the alias of an input; did you mean '/in'?") {
            $0.shard = Sharding(input: "/im", rule: .perFile)
        },
        Case("Count '2' must be left out with Shard") { spec in
            spec.count = 2
            spec.shard = Sharding(rule: .perFile)
        },
        Case("Shard 'ops' goes with batch jobs only") { spec in
            spec.type = .ops
            spec.count = 0
            spec.shard = Sharding(rule: .perFile)
        },
        Case("Labels. must have a key of 1 to 256 bytes") { $0.labels[""] = "x" },
    ]

    static let taskCases: [Case] = [
        Case("Tasks[0].Name is required") { $0.tasks[0].name = "" },
        Case("Tasks[0].Engine.Type 'wams' must be one of wasm, sandbox, docker, noop; did you mean 'wasm'?") {
            $0.tasks[0].engine.type = "wams"
        },
        Case("Tasks[0].Engine.Type is required and must be one of") { $0.tasks[0].engine.type = "" },
        Case(
            "Tasks[0].Engine.Params.EntryModule '/app/n.wasm' must be the target of an input, or lie below one; "
                + "did you mean '/app/m.wasm'?"
        ) {
            $0.tasks[0].engine.params = .object([.init("EntryModule", .string("/app/n.wasm"))])
        },
        Case("Tasks[0].Engine.Params.EntryModule is required") { $0.tasks[0].engine.params = .object([]) },
        Case("Tasks[0].Engine.Params.Image is required") { $0.tasks[0].engine = TypedSpec(type: "docker") },
        Case("Tasks[0].Publisher.Type 'ipsf' must be one of noop, ipfs, s3, s3managed, local; did you mean 'ipfs'?") {
            $0.tasks[0].publisher.type = "ipsf"
        },
        Case("Tasks[0].Publisher.Params.Bucket is required") {
            $0.tasks[0].publisher = TypedSpec(type: "s3", params: .object([.init("Key", .string("k"))]))
        },
        Case("Tasks[0].Env.who must have a name of A to Z, 0 to 9 and _ that starts with a letter; did you mean 'WHO'?")
        {
            $0.tasks[0].env["who"] = "x"
        },
        Case("Tasks[0].Env.BACALHAU_X must have another name") { $0.tasks[0].env["BACALHAU_X"] = "x" },
        Case("Tasks[0].Env.B must have a value") { $0.tasks[0].env["B"] = "" },
        Case("Tasks[0].InputSources[1].Source.Type 'urlDownlaod' must be one of") {
            $0.tasks[0].inputs[1].source.type = "urlDownlaod"
        },
        Case("Tasks[0].InputSources[1].Source.Params.CID 'x' must be a CID") {
            $0.tasks[0].inputs[1].source = TypedSpec(type: "ipfs", params: .object([.init("cid", .string("x"))]))
        },
        Case("Tasks[0].InputSources[1].Source.Params.URL 'ftp://x' must be an http:// or https:// URL") {
            $0.tasks[0].inputs[1].source.params = .object([.init("URL", .string("ftp://x"))])
        },
        Case("Tasks[0].InputSources[1].Source.Params.SourcePath 'data' must be an absolute path") {
            $0.tasks[0].inputs[1].source = TypedSpec(
                type: "localDirectory",
                params: .object([.init("SourcePath", .string("data"))])
            )
        },
        Case("Tasks[0].InputSources[1].Target is required") { $0.tasks[0].inputs[1].target = "" },
        Case("Tasks[0].InputSources[1].Target 'app//m.wasm' is the target of two inputs") {
            $0.tasks[0].inputs[1].target = "app//m.wasm"
        },
        Case("Tasks[0].InputSources[1].Target '/a/../b' must be a path without '..'") {
            $0.tasks[0].inputs[1].target = "/a/../b"
        },
        Case("Tasks[0].InputSources[1].Alias 'mod' is the alias of two inputs") { $0.tasks[0].inputs[1].alias = "mod" },
        Case("Tasks[0].ResultPaths[0].Name '../x' must be a single file name") {
            $0.tasks[0].resultPaths[0].name = "../x"
        },
        Case("Tasks[0].ResultPaths[0].Name 'exitCode' is a name that every result has itself") {
            $0.tasks[0].resultPaths[0].name = "exitCode"
        },
        Case("Tasks[0].ResultPaths[0].Path 'out' must be an absolute path") { $0.tasks[0].resultPaths[0].path = "out" },
        Case("Tasks[0].ResultPaths[0].Path '/in/' is the target of an input too") {
            $0.tasks[0].resultPaths[0].path = "/in/"
        },
        Case("Tasks[0].ResultPaths[1].Name 'out' is the name of two result paths") {
            $0.tasks[0].resultPaths.append(ResultPathSpec(name: "out", path: "/b"))
        },
        Case("Tasks[0].ResultPaths[1].Path '/out/' is the path of two results") {
            $0.tasks[0].resultPaths.append(ResultPathSpec(name: "b", path: "/out/"))
        },
        Case("Tasks[0].Resources.Memory 'lots' must be a number of bytes") { $0.tasks[0].resources.memory = "lots" },
        Case("Tasks[0].Network.Domains goes with Type HTTP only") { $0.tasks[0].network.domains = ["a.example"] },
        Case("Tasks[0].Network.Domains[0] 'a b' must be a host name") {
            $0.tasks[0].network.mode = .http
            $0.tasks[0].network.domains = ["a b"]
        },
        Case("Tasks[0].Network.Ports[0].Static '80' must be between 1024 and 65535") {
            $0.tasks[0].network.mode = .host
            var port = NetworkSpec.Port()
            port.name = "HTTP"
            port.fixed = 80
            $0.tasks[0].network.ports = [port]
        },
        Case("Tasks[0].Timeouts.QueueTimeout '-1' must be between 0 and") { $0.tasks[0].timeouts.queueSeconds = -1 },
        Case(
            "Tasks[0].Timeouts.TotalTimeout '5' must not be less than ExecutionTimeout and QueueTimeout together (3 + 4"
        ) {
            $0.tasks[0].timeouts.executionSeconds = 3
            $0.tasks[0].timeouts.queueSeconds = 4
            $0.tasks[0].timeouts.totalSeconds = 5
        },
    ]

    @Test(arguments: jobCases + taskCases)
    func namesTheProblem(_ test: Case) throws {
        var spec = try Self.base()
        test.change(&spec)
        let problems = JobSpecValidator.validate(spec)
        #expect(problems.count == 1)
        #expect(problems.first?.description.hasPrefix(test.text) == true, "\(problems)")
    }

    @Test func collectsAllProblems() throws {
        var spec = try Self.base()
        spec.count = -1
        spec.tasks[0].env["x"] = ""
        spec.tasks[0].timeouts.totalSeconds = .max
        spec.tasks[0].timeouts.queueSeconds = .max
        let problems = JobSpecValidator.validate(spec, engines: ["sandbox"])
        #expect(
            problems.map(\.field) == [
                "Count", "Tasks[0].Engine.Type", "Tasks[0].Env.x", "Tasks[0].Env.x",
                "Tasks[0].Timeouts.QueueTimeout", "Tasks[0].Timeouts.TotalTimeout",
            ]
        )
        #expect(CoreError(problems: problems).message.hasPrefix("the job spec has 6 problems:\n- Count '-1'"))
    }

    @Test(arguments: [
        ("example.com", true), ("*.example.com", true), ("127.0.0.1", true), ("::1", true), ("2001:db8::2", true),
        ("", false), ("*", false), ("a..b", false), ("-a.b", false), ("a b", false), ("http://a", false),
        ("é.fr", false),
    ])
    func knowsDomains(_ text: String, _ isDomain: Bool) {
        #expect(NetworkSpecValidation.isDomain(text) == isDomain)
    }
}
