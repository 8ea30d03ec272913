import ContentAddressing

/// The digest of what a task tells its program, as the seed of deterministic runs.
///
/// It is no key for stored results: two tasks with other data at the same targets have the same digest.
package enum SpecDigest {
    /// The beginning of the canonical bytes; a change of their form changes it.
    private static let formatName = "task-1"

    /// The bytes that are hashed: JSON with sorted keys of engine, variables, input targets and result paths.
    ///
    /// Names, labels, ids, times, limits, aliases, publishers and where inputs come from are left out: a run with
    /// `--local`, on any node, or with the same data from elsewhere has the same bytes. Legacy wasm specs count in
    /// their new form.
    package static func canonicalBytes(_ task: TaskSpec) -> [UInt8] {
        let task = LegacyWasmConversion.converted(task)
        let targets = task.inputs.map { PathRules.canonical($0.target) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let results = task.resultPaths.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let document = JSONValue.object([
            JSONValue.Member("Format", .string(formatName)),
            JSONValue.Member(
                "Engine",
                .object([
                    JSONValue.Member("Type", .string(task.engine.type)),
                    JSONValue.Member("Params", lowercasedNames(task.engine.params)),
                ])
            ),
            JSONValue.Member("Env", JobSpecEncoder.map(task.env)),
            JSONValue.Member("Inputs", .array(targets.map { .string($0) })),
            JSONValue.Member("Results", .array(results.map { .array([.string($0.name), .string($0.path)]) })),
        ])
        return document.sortedKeys().jsonBytes()
    }

    /// The seed of one partition's deterministic run; the same on every node.
    package static func taskSeed(_ task: TaskSpec, partition: Int, partitionCount: Int) -> UInt64 {
        TaskSeeds(task).seed(partition: partition, partitionCount: partitionCount)
    }

    /// The parameters with their own names in lower case, as names count in any case.
    private static func lowercasedNames(_ params: JSONValue) -> JSONValue {
        guard case .object(let members) = params else { return params }
        return .object(members.map { JSONValue.Member($0.name.lowercased(), $0.value) })
    }
}
