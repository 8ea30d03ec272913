import Testing

@testable import Core

struct EngineParametersTests {
    private static func engine(_ type: String, _ params: String) throws -> TypedSpec {
        TypedSpec(type: type, params: try JSONValue(parsing: params))
    }

    @Test func readsWasmParameters() throws {
        let parameters = try WasmParameters(
            Self.engine("wasm", #"{"entrymodule":"m.wasm","Parameters":["a",1],"ImportModules":["l.wasm"]}"#)
        )
        #expect(parameters.entryModule == "m.wasm")
        #expect(parameters.entrypoint == "_start")
        #expect(parameters.parameters == ["a", "1"])
        #expect(parameters.importModules == ["l.wasm"])
        #expect(throws: CoreError.self) { try WasmParameters(Self.engine("wasm", #"{"EntryModule":{}}"#)) }
        #expect(throws: CoreError.self) {
            try WasmParameters(Self.engine("wasm", #"{"EntryModule":"m","Parameters":["a\u0000"]}"#))
        }
    }

    @Test func convertsLegacyWasm() throws {
        var task = TaskSpec()
        task.env = ["A": "task", "C": "3"]
        task.engine = try Self.engine(
            "wasm",
            #"""
            {"EntryModule":{"Source":{"Type":"ipfs","Params":{"CID":"c"}}},"EntryPoint":"run",
             "ImportModules":[{"Source":{"Type":"inline"},"Target":"/x.wasm","Alias":"x"},{"source":{"type":"local"}}],
             "EnvironmentVariables":{"A":"engine","B":2},"Parameters":["p"]}
            """#
        )
        let converted = LegacyWasmConversion.converted(task)
        #expect(converted.env == ["A": "engine", "B": "2", "C": "3"])
        #expect(converted.inputs.map(\.target) == ["/wasm/entry.wasm", "/x.wasm", "/wasm/imports/module_1.wasm"])
        #expect(converted.inputs.map(\.source.type) == ["ipfs", "inline", "local"])
        #expect(converted.inputs[1].alias == "x")
        let parameters = try WasmParameters(converted.engine)
        #expect(parameters.entryModule == "/wasm/entry.wasm")
        #expect(parameters.entrypoint == "run")
        #expect(parameters.importModules == ["/x.wasm", "/wasm/imports/module_1.wasm"])
        #expect(LegacyWasmConversion.converted(converted) == converted)
        var spec = JobSpec()
        spec.tasks = [task]
        #expect(JobNormaliser.normalise(spec).warnings.count == 1)
    }

    @Test(arguments: [#"{"EntryModule":{}}"#, #"{"EntryModule":{"Source":{"Type":"ipfs"}},"ImportModules":[{}]}"#])
    func leavesBrokenLegacyWasmToTheValidator(_ params: String) throws {
        var task = TaskSpec()
        task.engine = try Self.engine("wasm", params)
        #expect(LegacyWasmConversion.converted(task) == task)
    }

    @Test func readsSandboxParameters() throws {
        #expect(
            try SandboxParameters(Self.engine("sandbox", #"{"Command":"grep x /in/*"}"#)).program
                == .command("grep x /in/*")
        )
        #expect(
            try SandboxParameters(Self.engine("sandbox", #"{"Executable":["/bin/ls","-l"]}"#)).program
                == .executable(["/bin/ls", "-l"])
        )
        let script = try SandboxParameters(
            Self.engine("sandbox", #"{"script":"print(1)","Arguments":["a"],"Requirements":"x==1\n"}"#)
        )
        #expect(
            script.program
                == .script(
                    .init(text: "print(1)", name: "script.py", requirements: "x==1\n", arguments: ["a"])
                )
        )
    }

    @Test(arguments: [
        ("{}", "must have one of Command, Script or Executable"),
        (#"{"Command":"a","Script":"b"}"#, "not Command and Script"),
        (#"{"Command":" "}"#, "Command must not be empty"),
        (#"{"Command":"a","Arguments":["b"]}"#, "Params.Arguments goes with Script only, not with Command"),
        (#"{"Comand":"a"}"#, "did you mean 'Command'?"),
        (#"{"Script":"a","ScriptName":"../x.py"}"#, "ScriptName '../x.py' must be a single file name"),
        (#"{"Executable":[]}"#, "must start with the program"),
        (#"{"Executable":["a\u0000b"]}"#, "Executable[0] must not contain a NUL"),
        (#"{"Executable":"ls"}"#, "must be a list"),
    ])
    func refusesSandboxParameters(_ params: String, _ wanted: String) {
        let error = #expect(throws: CoreError.self) { try SandboxParameters(Self.engine("sandbox", params)) }
        #expect(error?.message.contains(wanted) == true, "\(String(describing: error))")
    }

    @Test func limitsTexts() throws {
        let long = String(repeating: "a", count: SandboxParameters.textBytesMax + 1)
        let engine = TypedSpec(type: "sandbox", params: .object([.init("Script", .string(long))]))
        #expect(throws: CoreError.self) { try SandboxParameters(engine) }
    }
}
