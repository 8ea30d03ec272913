import Core

/// What a job runs, as an engine with the inputs that carry the program itself.
struct JobProgram: Sendable, Hashable {
    var engine: TypedSpec
    var inputs: [InputSpec] = []

    /// Where a module lies for its own engine.
    static let moduleTarget = "/app/main.wasm"

    /// A line for the shell.
    static func command(_ line: String) -> JobProgram {
        JobProgram(engine: engine(SandboxParameters.engineType, [.init("Command", .string(line))]))
    }

    /// A Python script with what it needs installed.
    static func python(name: String, text: String, requirements: String, arguments: [String]) -> JobProgram {
        var members: [JSONValue.Member] = [.init("Script", .string(text)), .init("ScriptName", .string(name))]
        if !requirements.isEmpty { members.append(.init("Requirements", .string(requirements))) }
        if !arguments.isEmpty { members.append(.init("Arguments", texts(arguments))) }
        return JobProgram(engine: engine(SandboxParameters.engineType, members))
    }

    /// A WebAssembly module that comes from a source; `imports` are linked before it.
    static func wasm(
        module: TypedSpec,
        entrypoint: String = WasmParameters.defaultEntrypoint,
        arguments: [String],
        imports: [TypedSpec] = []
    ) -> JobProgram {
        var members: [JSONValue.Member] = [
            .init("EntryModule", .string(moduleTarget)), .init("Entrypoint", .string(entrypoint)),
            .init("Parameters", texts(arguments)),
        ]
        var inputs = [InputSpec(source: module, target: moduleTarget)]
        var targets: [String] = []
        for (index, source) in imports.enumerated() {
            let target = "/app/imports/module_\(index).wasm"
            targets.append(target)
            inputs.append(InputSpec(source: source, target: target))
        }
        if !targets.isEmpty { members.append(.init("ImportModules", texts(targets))) }
        return JobProgram(engine: engine(WasmParameters.engineType, members), inputs: inputs)
    }

    private static func engine(_ type: String, _ members: [JSONValue.Member]) -> TypedSpec {
        TypedSpec(type: type, params: .object(members))
    }

    private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
