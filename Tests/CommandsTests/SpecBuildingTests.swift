import ArgumentParser
import Core
import Testing

@testable import Commands

struct SpecBuildingTests {
    static let cid = InputArgumentTests.cid

    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// Parts of the spec as JSON by path: what stands there.
        var json: [String: String]
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Case(
            arguments: ["-c", cid],
            json: [
                "Type": #""batch""#, "Tasks.Engine": #"{"Type":"sandbox","Params":{"Command":"wc"}}"#,
                "Tasks.InputSources":
                    #"[{"Source":{"Type":"ipfs","Params":{"CID":"\#(cid)"}},"Alias":"","Target":"/inputs"}]"#,
                "Tasks.ResultPaths": #"[{"Name":"outputs","Path":"/outputs"}]"#,
            ]
        ),
        Case(
            arguments: ["--cpu", "2", "--memory", "1Gi", "--timeout", "1h", "--queue-timeout", "90"],
            json: [
                "Tasks.Resources": #"{"CPU":"2","Memory":"1Gi"}"#,
                "Tasks.Timeouts": #"{"ExecutionTimeout":3600,"QueueTimeout":90}"#,
            ]
        ),
        Case(
            arguments: ["-o", "model:/model", "--env", "A=1", "--env", "B=x=y"],
            json: [
                "Tasks.ResultPaths": #"[{"Name":"model","Path":"/model"},{"Name":"outputs","Path":"/outputs"}]"#,
                "Tasks.Env": #"{"A":"1","B":"x=y"}"#,
            ]
        ),
        Case(
            arguments: ["-o", "outputs:/else", "--output", "json"],
            json: [
                "Tasks.ResultPaths": #"[{"Name":"outputs","Path":"/else"}]"#
            ]
        ),
        Case(
            arguments: ["--shard", "64MB", "-c", cid, "-l", "team=data", "-l", "urgent"],
            json: [
                "Shard": #"{"By":"64000000B"}"#, "Labels": #"{"team":"data","urgent":""}"#,
            ]
        ),
        Case(
            arguments: ["--constraints", "env in (prod,stage),!gpu", "--target", "all", "--priority", "7"],
            json: [
                "Constraints":
                    #"[{"Key":"env","Operator":"in","Values":["prod","stage"]},{"Key":"gpu","Operator":"!","Values":[]}]"#,
                "Type": #""ops""#, "Priority": "7",
            ]
        ),
        Case(
            arguments: ["--network", "http", "--domain", "example.org", "--count", "3", "--name", "n"],
            json: [
                "Tasks.Network": #"{"Type":"HTTP","Domains":["example.org"]}"#, "Count": "3", "Name": #""n""#,
            ]
        ),
        Case(arguments: ["--max-price", "1.5cr"], json: ["Trust": #"{"Style":"verified","MaxPrice":1500000000}"#]),
        Case(
            arguments: ["--style", "Verified", "--check-percent", "2.5", "--when-refuted", "rerun"],
            json: ["Trust": #"{"Style":"verified","CheckPercent":2.5,"WhenRefuted":"rerun"}"#]
        ),
        Case(
            arguments: ["--style", "redundant", "--replicas", "5", "--max-price", "9"],
            json: ["Trust": #"{"Style":"redundant","Replicas":5,"MaxPrice":9}"#]
        ),
        Case(
            arguments: ["--style", "trusted", "--trust-node", "a", "--trust-node", "b"],
            json: ["Trust": #"{"Style":"trusted","Nodes":["a","b"]}"#]
        ),
    ])
    func flags(_ test: Case) throws {
        let options = try JobOptions.parse(test.arguments)
        let document = JobSpecEncoder.encode(try options.spec(running: .command("wc"), context: TestContext.make()))
        for (path, json) in test.json {
            var value: JSONValue? = document
            for name in path.split(separator: ".") {
                value = value?[anyCase: String(name)]
                if name == "Tasks" { value = value?.arrayValue?.first }
            }
            #expect(value?.jsonText() == json, "\(path)")
        }
    }

    @Test(arguments: [
        (["-c", "nonsense"], "not a CID"), (["--env", "A"], "KEY=VALUE"), (["-o", "outputs"], "name:/path"),
        (["--timeout", "soon"], "length of time"), (["--network", "htp"], "not one of"),
        (["--shard", "fil"], "'file'"),
        (["--style", "verifed"], "must be one of"), (["--check-percent", "101"], "percentage"),
        (["--when-refuted", "x"], "must be one of"),
        (["--constraints", "a b c"], "label selector"), (["-o", "../x:/x"], "name:/path"),
    ])
    func mistakes(arguments: [String], part: String) throws {
        let options = try JobOptions.parse(arguments)
        let error = #expect(throws: CommandError.self) {
            try options.spec(running: .command("wc"), context: TestContext.make())
        }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        #expect(error?.code == .usage)
    }

    @Test func programs() {
        let python = JobProgram.python(
            name: "a.py",
            text: "print(1)",
            requirements: "numpy\n",
            arguments: ["--top", "3"]
        )
        #expect(
            JobSpecEncoder.typed(python.engine).jsonText()
                == #"{"Type":"sandbox","Params":{"Script":"print(1)","ScriptName":"a.py","Requirements":"numpy\n","Arguments":["--top","3"]}}"#
        )
        let source = TypedSpec(type: "inline", params: .object([]))
        let wasm = JobProgram.wasm(module: source, arguments: ["x"], imports: [source])
        #expect(
            JobSpecEncoder.typed(wasm.engine).jsonText()
                == #"{"Type":"wasm","Params":{"EntryModule":"/app/main.wasm","Entrypoint":"_start","Parameters":["x"],"ImportModules":["/app/imports/module_0.wasm"]}}"#
        )
        #expect(wasm.inputs.map(\.target) == ["/app/main.wasm", "/app/imports/module_0.wasm"])
    }
}
