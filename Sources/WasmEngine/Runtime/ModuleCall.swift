import CWasmtime
import Core

/// Instantiates a program in a store and calls its entrypoint.
struct ModuleCall {
    let library: WasmtimeLibrary
    let context: OpaquePointer?
    let run: WasiContext
    let entry: LoadedModule
    /// Set when the program is one module.
    let instance: OpaquePointer?
    let linked: [LinkedModule]

    private var functions: UnsafePointer<cwt_functions> { library.functions }

    /// Runs to the end; returns what ended it, nil for a normal return, and the bytes that the memories had then.
    func callEntrypoint(_ function: LoadedModule.Function) -> (failure: WasmtimeFailure?, memoryBytes: UInt64) {
        var main = wasmtime_instance_t()
        var memoryBytes: UInt64 = 0
        if let failure = instantiate(&main, &memoryBytes) { return (failure, 0) }
        var failure: WasmtimeFailure?
        if let initializer = entry.initializer, function.name != initializer.name {
            failure = call(&main, initializer)
        }
        failure = failure ?? call(&main, function)
        if var memory = run.memory {
            memoryBytes += UInt64(functions.pointee.wasmtime_memory_data_size(context, &memory))
        } else if entry.exportsMemory {
            memoryBytes += sizeOfMemory(&main)
        }
        return (failure, memoryBytes)
    }

    private func instantiate(_ main: inout wasmtime_instance_t, _ memoryBytes: inout UInt64) -> WasmtimeFailure? {
        var trap: OpaquePointer?
        if let instance {
            let error = functions.pointee.wasmtime_instance_pre_instantiate(instance, context, &main, &trap)
            return failure(error, trap)
        }
        let linker = functions.pointee.wasmtime_linker_clone(entry.host.linker)
        defer { functions.pointee.wasmtime_linker_delete(linker) }
        for item in linked {
            var made = wasmtime_instance_t()
            let error = functions.pointee.wasmtime_linker_instantiate(linker, context, item.module.module, &made, &trap)
            if let failure = failure(error, trap) { return failure }
            let defined = functions.pointee.wasmtime_linker_define_instance(
                linker,
                context,
                item.name,
                item.name.utf8.count,
                &made
            )
            if let failure = failure(defined, nil) { return failure }
            memoryBytes += sizeOfMemory(&made)
        }
        return failure(
            functions.pointee.wasmtime_linker_instantiate(linker, context, entry.module, &main, &trap),
            trap
        )
    }

    private func call(_ instance: inout wasmtime_instance_t, _ function: LoadedModule.Function) -> WasmtimeFailure? {
        var item = wasmtime_extern_t()
        let isFound = functions.pointee.wasmtime_instance_export_get(
            context,
            &instance,
            function.name,
            function.name.utf8.count,
            &item
        )
        precondition(isFound && item.kind == UInt8(CWT_EXTERN_FUNC), "an export of the module is one of its instance")
        var trap: OpaquePointer?
        guard function.resultCount > 0 else {
            return failure(functions.pointee.wasmtime_func_call(context, &item.of.func, nil, 0, nil, 0, &trap), trap)
        }
        var results = [wasmtime_val_t](repeating: wasmtime_val_t(), count: function.resultCount)
        let error = functions.pointee.wasmtime_func_call(context, &item.of.func, nil, 0, &results, results.count, &trap)
        return failure(error, trap)
    }

    private func failure(_ error: OpaquePointer?, _ trap: OpaquePointer?) -> WasmtimeFailure? {
        guard error != nil || trap != nil else { return nil }
        if run.ending == nil {
            if let error { return library.takeError(error) }
            return trap.map(library.takeTrap)
        }
        // The run says itself why it is over, and most programs end by `proc_exit`: the text and the backtrace, which
        // cost more than the rest of a short run, are not made.
        if let error { functions.pointee.wasmtime_error_delete(error) }
        if let trap { functions.pointee.wasm_trap_delete(trap) }
        return WasmtimeFailure(message: "the run is over", trap: nil, frames: [])
    }

    private func sizeOfMemory(_ instance: inout wasmtime_instance_t) -> UInt64 {
        var item = wasmtime_extern_t()
        guard functions.pointee.wasmtime_instance_export_get(context, &instance, "memory", 6, &item),
            item.kind == UInt8(CWT_EXTERN_MEMORY)
        else { return 0 }
        return UInt64(functions.pointee.wasmtime_memory_data_size(context, &item.of.memory))
    }
}
