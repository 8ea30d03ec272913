/// Turns the wasm spec of v1.6 and before, whose modules are input sources, into the form since v1.7.
package enum LegacyWasmConversion {
    /// Where the program goes when its source names no target.
    package static let entryTarget = "/wasm/entry.wasm"

    /// Where the import with this index goes when its source names no target.
    package static func importTarget(_ index: Int) -> String { "/wasm/imports/module_\(index).wasm" }

    /// The task in the new form; a task that is not `wasm`, is in the new form already or cannot be read is unchanged.
    ///
    /// Module sources become inputs and are named by their targets; the engine's `EnvironmentVariables` are laid over
    /// the task's.
    package static func converted(_ task: TaskSpec) -> TaskSpec {
        guard task.engine.type == WasmParameters.engineType, isLegacy(task.engine),
            case .object(let members) = task.engine.params
        else { return task }
        var result = task
        var reading = SpecReading(mode: .api)
        var params: [JSONValue.Member] = []
        for member in members {
            let reader = DocumentReader(member.value, path: .root[member.name])
            if member.name.equalsIgnoringCase("EntryModule") {
                params.append(JSONValue.Member("EntryModule", module(reader, entryTarget, &result, &reading)))
            } else if member.name.equalsIgnoringCase("ImportModules") {
                var targets: [JSONValue] = []
                for (index, item) in reading.items(reader, limit: WasmParameters.importModulesMax).enumerated() {
                    targets.append(module(item, importTarget(index), &result, &reading))
                }
                params.append(JSONValue.Member("ImportModules", .array(targets)))
            } else if member.name.equalsIgnoringCase("EnvironmentVariables") {
                result.env = result.env.merging(reading.map(reader) ?? StringMap())
            } else {
                params.append(member)
            }
        }
        guard reading.problems.isEmpty else { return task }
        result.engine.params = .object(params)
        return result
    }

    private static func isLegacy(_ engine: TypedSpec) -> Bool {
        if case .object = engine["EntryModule"] { return true }
        if case .object = engine["EnvironmentVariables"] { return true }
        return engine["ImportModules"]?.arrayValue?.contains { $0.arrayValue == nil && $0.stringValue == nil } ?? false
    }

    /// The target of a module; a source is added to the inputs.
    private static func module(
        _ reader: DocumentReader,
        _ defaultTarget: String,
        _ task: inout TaskSpec,
        _ reading: inout SpecReading
    ) -> JSONValue {
        guard case .object = reader.value else { return reader.value }
        let source = TaskSpecDecoding.typed(reader["Source"], &reading)
        if source.type.isEmpty { reading.add(reader.problem("must have a Source with a Type")) }
        let given = reading.text(reader["Target"]) ?? ""
        let target = given.isEmpty ? defaultTarget : given
        task.inputs.append(InputSpec(source: source, alias: reading.text(reader["Alias"]) ?? "", target: target))
        return .string(target)
    }
}
