import CWasmtime
import Core

/// A run of a module by Wasmtime alone, with the limits of a task and nothing else of ours: the floor of every run.
///
/// The module is loaded and linked before; each call makes a store with its limits, an instance, calls and drops both.
final class BareRun {
    private let library: WasmtimeLibrary
    private let module: LoadedModule
    private let instance: OpaquePointer
    private let entrypoint: String
    private let limits: ExecutionLimits

    /// Loads the task's module, which must be the only one of its program.
    init(_ runner: ModuleRunner, _ request: ExecutionRequest) throws {
        let parameters = try WasmParameters(request.task.engine)
        let (entry, linked) = try runner.load(request, parameters, CancelFlag())
        guard linked.isEmpty else {
            throw CoreError(.validation, "a bare run has one module", component: "wasm")
        }
        library = runner.library
        module = entry
        instance = try entry.instancePre()
        entrypoint = parameters.entrypoint
        limits = request.limits
    }

    /// Runs the module once.
    ///
    /// Throws `validation` when it does not return by itself.
    func run() throws(CoreError) {
        let functions = library.functions
        let store = functions.pointee.wasmtime_store_new(module.host.engine, nil, nil)
        defer { functions.pointee.wasmtime_store_delete(store) }
        let context = functions.pointee.wasmtime_store_context(store)
        let tables = Int64(EngineHost.tableElementsMax)
        functions.pointee.wasmtime_store_limiter(store, ModuleRunner.memoryLimit(limits), tables, 1, 16, 1)
        var error = functions.pointee.wasmtime_context_set_fuel(context, limits.fuel ?? .max)
        functions.pointee.wasmtime_context_set_epoch_deadline(context, .max / 2)
        var main = wasmtime_instance_t()
        var trap: OpaquePointer?
        error = error ?? functions.pointee.wasmtime_instance_pre_instantiate(instance, context, &main, &trap)
        try check(error, trap)
        var item = wasmtime_extern_t()
        guard
            functions.pointee.wasmtime_instance_export_get(context, &main, entrypoint, entrypoint.utf8.count, &item),
            item.kind == UInt8(CWT_EXTERN_FUNC)
        else { throw CoreError(.validation, "no entrypoint '\(entrypoint)'", component: "wasm") }
        try check(functions.pointee.wasmtime_func_call(context, &item.of.func, nil, 0, nil, 0, &trap), trap)
    }

    private func check(_ error: OpaquePointer?, _ trap: OpaquePointer?) throws(CoreError) {
        if let failure = error.map(library.takeError) ?? trap.map(library.takeTrap) {
            throw CoreError(.validation, "a bare run ended early", component: "wasm", cause: failure.message)
        }
    }
}
