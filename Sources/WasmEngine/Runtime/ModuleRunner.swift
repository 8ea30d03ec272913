import CWasmtime
import Core
import Glibc

/// Runs programs, blocking the calling thread from the start of a program to its end.
struct ModuleRunner: Sendable {
    let library: WasmtimeLibrary
    let store: ModuleStore
    let ticker: EpochTicker
    private let programs = ProgramCache()

    init(library: WasmtimeLibrary, store: ModuleStore, ticker: EpochTicker) {
        self.library = library
        self.store = store
        self.ticker = ticker
    }

    private static let pageBytes: Int64 = 64 << 10
    private static let memoryBytesMax: Int64 = 4 << 30

    /// Loads the modules of a task, compiling them if needed.
    func load(
        _ request: ExecutionRequest,
        _ parameters: WasmParameters,
        _ cancel: CancelFlag
    ) throws(CoreError) -> (entry: LoadedModule, linked: [LinkedModule]) {
        let locator = ModuleLocator(mounts: request.mounts)
        guard let source = locator.find(parameters.entryModule) else {
            let targets = request.mounts.map(\.target).joined(separator: ", ")
            throw CoreError(
                .validation,
                "no input holds the module '\(parameters.entryModule)'",
                hint: targets.isEmpty ? "the task has no inputs" : "the inputs are at \(targets)",
                component: "wasm"
            )
        }
        let entry = try store.module(source, named: parameters.entryModule, isLinked: false, cancel: cancel)
        guard !entry.foreignImports.isEmpty else { return (entry, []) }
        let linker = ModuleLinker(store: store, locator: locator, parameters: parameters, cancel: cancel)
        let linked = try linker.resolve(entry)
        // All instances of one run belong to one engine.
        return (try store.module(source, named: parameters.entryModule, isLinked: true, cancel: cancel), linked)
    }

    /// True when the task's only module is loaded, so that nothing has to be compiled.
    func isLoaded(_ request: ExecutionRequest) throws(CoreError) -> Bool {
        if programs.find(request) != nil { return true }
        let parameters = try WasmParameters(request.task.engine)
        guard let source = ModuleLocator(mounts: request.mounts).find(parameters.entryModule),
            let entry = store.loadedModule(source)
        else { return false }
        return entry.foreignImports.isEmpty
    }

    /// Runs a task to its end.
    ///
    /// Throws `CancellationError`, or a `CoreError` when this node is at fault; what the task is at fault for is in the
    /// outcome.
    func run(_ request: ExecutionRequest, cancel: CancelFlag) throws -> ExecutionOutcome {
        if cancel.isSet { throw CancellationError() }
        do throws(CoreError) {
            let program = try program(request, cancel)
            let function = try Self.entrypoint(program.parameters.entrypoint, of: program.entry)
            try Self.checkMemory(program.entry, request.limits)
            let instance = program.linked.isEmpty ? try program.entry.instancePre() : nil
            return try start(request, program, instance, function, cancel)
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            guard error.code == .validation || error.code == .tooLarge || error.code == .exhausted else { throw error }
            return OutcomeMapper.refusal(error, request)
        }
    }

    /// The task's program, remembered or loaded now.
    private func program(_ request: ExecutionRequest, _ cancel: CancelFlag) throws(CoreError) -> Program {
        if let known = programs.find(request) { return known }
        let parameters = try WasmParameters(request.task.engine)
        let (entry, linked) = try load(request, parameters, cancel)
        let program = Program(parameters: parameters, entry: entry, linked: linked)
        programs.keep(program, for: request)
        return program
    }

    // MARK: - Checks before the start

    private static func entrypoint(_ name: String, of module: LoadedModule) throws(CoreError) -> LoadedModule.Function {
        guard let function = module.function(named: name) else {
            let names = module.functions.prefix(16).map(\.name).joined(separator: ", ")
            throw CoreError(
                .validation,
                "unable to find the entrypoint '\(name)'; the module exports: "
                    + (names.isEmpty ? "no functions" : names),
                component: "wasm"
            )
        }
        guard function.parameterCount == 0 else {
            throw CoreError(
                .validation,
                "the entrypoint '\(name)' takes \(function.parameterCount) parameters; it may take none",
                component: "wasm"
            )
        }
        return function
    }

    static func memoryLimit(_ limits: ExecutionLimits) -> Int64 {
        let asked = min(max(limits.memoryBytes, 0), memoryBytesMax)
        return min((asked + pageBytes - 1) / pageBytes * pageBytes, memoryBytesMax)
    }

    private static func checkMemory(_ module: LoadedModule, _ limits: ExecutionLimits) throws(CoreError) {
        let limit = memoryLimit(limits)
        guard module.memoryBytesAtStart <= UInt64(limit) else {
            throw CoreError(
                .exhausted,
                "memory limit exceeded: the module starts with \(module.memoryBytesAtStart) bytes of memory, "
                    + "the task may use \(limit)",
                hint: "raise the task's Memory",
                component: "wasm"
            )
        }
    }

    // MARK: - The run

    private func start(
        _ request: ExecutionRequest,
        _ program: Program,
        _ instance: OpaquePointer?,
        _ function: LoadedModule.Function,
        _ cancel: CancelFlag
    ) throws(CoreError) -> ExecutionOutcome {
        let functions = library.functions
        let startedAt = HostClock.monotonic
        let deadline = request.limits.wallTime.map { startedAt &+ UInt64(max(0, $0.wholeNanoseconds)) }
        let context = WasiContext(
            functions: functions,
            request: request,
            arguments: program.parameters.parameters,
            cancel: cancel,
            startedAt: startedAt,
            deadline: deadline,
            hasOneMemory: program.linked.isEmpty
        )
        let data = Unmanaged.passUnretained(context).toOpaque()
        guard let store = functions.pointee.wasmtime_store_new(program.entry.host.engine, data, nil) else {
            throw CoreError(.internalError, "Wasmtime gave no store", component: "wasm")
        }
        defer { functions.pointee.wasmtime_store_delete(store) }
        ticker.runBegan()
        defer { ticker.runEnded() }
        let handle = functions.pointee.wasmtime_store_context(store)
        let instances = Int64(program.linked.count + 1)
        functions.pointee.wasmtime_store_limiter(
            store,
            Self.memoryLimit(request.limits),
            Int64(EngineHost.tableElementsMax),
            instances,
            16 * instances,
            instances
        )
        let fuel = request.limits.fuel ?? .max
        if let failure = functions.pointee.wasmtime_context_set_fuel(handle, fuel) {
            throw library.coreError(.internalError, "cannot set fuel", failure)
        }
        Self.watch(functions, store, handle, data)
        let call = ModuleCall(
            library: library,
            context: handle,
            run: context,
            entry: program.entry,
            instance: instance,
            linked: program.linked
        )
        let (failure, memoryBytes) = withExtendedLifetime(context) { call.callEntrypoint(function) }
        var left: UInt64 = 0
        if let failure = functions.pointee.wasmtime_context_get_fuel(handle, &left) {
            _ = library.takeError(failure)
        }
        var usage = Usage()
        usage.fuel = fuel - min(left, fuel)
        usage.memoryPeakBytes = memoryBytes
        let endedAt = HostClock.monotonic
        usage.cpuNanoseconds = context.meter.nanoseconds(until: endedAt)
        usage.wallNanoseconds = endedAt &- startedAt
        let mapper = OutcomeMapper(context: context, memoryLimit: UInt64(Self.memoryLimit(request.limits)))
        return try mapper.outcome(failure, usage)
    }

    /// Has the run's limits checked at every tick.
    private static func watch(
        _ functions: UnsafePointer<cwt_functions>,
        _ store: OpaquePointer,
        _ context: OpaquePointer?,
        _ data: UnsafeMutableRawPointer
    ) {
        functions.pointee.wasmtime_context_set_epoch_deadline(context, 1)
        functions.pointee.wasmtime_store_epoch_deadline_callback(
            store,
            { _, data, delta, kind in
                guard let data else { return nil }
                let run = Unmanaged<WasiContext>.fromOpaque(data).takeUnretainedValue()
                run.meter.tick()
                if run.checkLimits() { return run.functions.pointee.wasmtime_error_new("the run is over") }
                delta?.pointee = 1
                kind?.pointee = 0
                return nil
            },
            data,
            nil
        )
    }
}
