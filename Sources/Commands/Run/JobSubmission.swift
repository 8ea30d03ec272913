import ContentAddressing
import Core

/// Turns what `run` and `wasm run` were given into a job and runs it.
struct JobSubmission: Sendable {
    let options: JobOptions
    let settings: JobRunner.Settings
    let context: CommandContext
    let connection: ConnectionOptions

    /// Runs the program on a node, or in this process, or only prints the spec.
    func run(_ source: ProgramLoader.Source) async throws {
        if settings.runtime.dryRun {
            let spec = try options.spec(running: try await withoutNode(source), context: context)
            try SpecCheck.check(spec, code: .usage)
            return try JobRunner.printSpec(spec, settings, context)
        }
        let configuration = try connection.configuration()
        guard settings.runtime.local else {
            return try await run(source, on: context.connector.node(at: configuration.endpoint))
        }
        var asked = JobSpec()
        try options.trust.apply(to: &asked)
        try SpecCheck.checkLocal(asked)
        let (submission, program) = (self, source)
        let origin = LocalInputs(endpoint: configuration.endpoint, context: context)
        try await context.roles.withLocalNode(configuration) { node in
            try await submission.run(program, on: node, bringing: origin)
        }
    }

    private func run(
        _ source: ProgramLoader.Source,
        on node: any NodeAPI,
        bringing inputs: LocalInputs? = nil
    ) async throws {
        let spec = try options.spec(running: try await program(source, node), context: context)
        try SpecCheck.check(spec, code: .usage)
        try await inputs?.bring(spec, to: node)
        try await JobRunner(node: node, settings: settings, context: context).run(spec)
    }

    private func program(_ source: ProgramLoader.Source, _ node: any NodeAPI) async throws -> JobProgram {
        switch source {
        case .ready(let program): return program
        case .module(let module, let entrypoint, let arguments, let imports):
            let finder = ModuleSource(context: context)
            var linked: [TypedSpec] = []
            for name in imports { linked.append(try await finder.source(of: name, addingTo: node)) }
            return .wasm(
                module: try await finder.source(of: module, addingTo: node),
                entrypoint: entrypoint,
                arguments: arguments,
                imports: linked
            )
        }
    }

    /// The program without adding anything anywhere: the CIDs of large modules are computed here.
    private func withoutNode(_ source: ProgramLoader.Source) async throws -> JobProgram {
        switch source {
        case .ready(let program): return program
        case .module(let module, let entrypoint, let arguments, let imports):
            var linked: [TypedSpec] = []
            for name in imports { linked.append(try await computed(name)) }
            return .wasm(
                module: try await computed(module),
                entrypoint: entrypoint,
                arguments: arguments,
                imports: linked
            )
        }
    }

    private func computed(_ module: String) async throws -> TypedSpec {
        switch try ModuleSource(context: context).kind(of: module) {
        case .ready(let source): return source
        case .large(let path):
            let root = try await context.roles.computeCID(
                path: path,
                profile: AddOptions().profile,
                includesHidden: false,
                onProgress: { _ in }
            )
            return TypedSpec(type: "ipfs", params: .object([.init("CID", .string(root.cid.description))]))
        }
    }
}
