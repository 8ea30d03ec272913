/// The parameters of a `wasm` engine in the form since v1.7: modules are named by the targets of inputs.
package struct WasmParameters: Hashable, Sendable {
    /// The target path of the input that is the program.
    package var entryModule: String
    /// The function that is called.
    package var entrypoint: String
    /// The arguments after the empty argv[0].
    package var parameters: [String]
    /// The target paths of inputs that are linked before the program.
    package var importModules: [String]

    /// The engine type in the job spec.
    package static let engineType = "wasm"
    /// The function called when none is named.
    package static let defaultEntrypoint = "_start"
    /// The most modules linked before the program.
    package static let importModulesMax = 100

    /// Reads the parameters.
    ///
    /// Throws `validation` over all problems; fields are named as of the first task.
    package init(_ engine: TypedSpec) throws(CoreError) {
        self = try EngineParameters.read(engine, Self.parse)
    }

    private init(entryModule: String, entrypoint: String, parameters: [String], importModules: [String]) {
        self.entryModule = entryModule
        self.entrypoint = entrypoint
        self.parameters = parameters
        self.importModules = importModules
    }

    /// Reads the parameters below `path`; nil when a problem was added.
    static func parse(
        _ engine: TypedSpec,
        path: DocumentPath,
        problems: inout [ValidationProblem]
    ) -> WasmParameters? {
        let reader = DocumentReader(engine.params, path: path)
        var reading = SpecReading(mode: .api)
        let entryModule = module(reader["EntryModule"], &reading) ?? ""
        if entryModule.isEmpty, reading.problems.isEmpty {
            reading.add(ValidationProblem(path["EntryModule"], rule: "is required: the target of an input"))
        }
        let entrypoint = reading.text(reader["Entrypoint"]) ?? ""
        let parameters = reading.texts(reader["Parameters"]) ?? []
        var imports: [String] = []
        for item in reading.items(reader["ImportModules"], limit: importModulesMax) {
            if let target = module(item, &reading) { imports.append(target) }
        }
        ArgumentRules.check(parameters, path: path["Parameters"], &reading)
        problems.append(contentsOf: reading.problems)
        guard reading.problems.isEmpty else { return nil }
        return WasmParameters(
            entryModule: entryModule,
            entrypoint: entrypoint.isEmpty ? defaultEntrypoint : entrypoint,
            parameters: parameters,
            importModules: imports
        )
    }

    private static func module(_ reader: DocumentReader?, _ reading: inout SpecReading) -> String? {
        guard let reader else { return nil }
        guard case .string(let target) = reader.value else {
            reading.add(reader.problem("must be the target of an input, or an input source with Source and Target"))
            return nil
        }
        return target
    }
}
