import CWasmtime
import Core
import Glibc

/// One Wasmtime engine with the host functions defined in its linker, once for all modules and runs.
///
/// `@unchecked Sendable`: Wasmtime's engine is thread-safe, and the linker is not changed after `init`.
final class EngineHost: @unchecked Sendable {
    enum Allocation: Hashable {
        /// Instances take their memory from slots that were reserved ahead: a run costs microseconds.
        case pool(slots: Int)
        /// Each instance maps its own memory: for modules that do not fit a slot, and for linked ones.
        case onDemand
    }

    /// Names everything that shapes compiled code and its meaning; part of the cache's key.
    static let configurationTag = "w50-r1"
    private static let memoryReservationBytes: UInt64 = 4 << 30
    private static let guardBytes: UInt64 = 32 << 20
    static let tableElementsMax = 1 << 20

    let library: WasmtimeLibrary
    let engine: OpaquePointer
    let linker: OpaquePointer

    var functions: UnsafePointer<cwt_functions> { library.functions }

    /// Makes the engine.
    ///
    /// Throws `unavailable` when the address space for the pool cannot be had.
    init(library: WasmtimeLibrary, allocation: Allocation, compilesParallel: Bool = false) throws {
        self.library = library
        let functions = library.functions
        guard let config = functions.pointee.wasm_config_new() else { throw Self.refused("a configuration") }
        functions.pointee.wasmtime_config_consume_fuel_set(config, true)
        functions.pointee.wasmtime_config_epoch_interruption_set(config, true)
        functions.pointee.wasmtime_config_cranelift_nan_canonicalization_set(config, true)
        functions.pointee.wasmtime_config_wasm_relaxed_simd_deterministic_set(config, true)
        functions.pointee.wasmtime_config_wasm_threads_set(config, false)
        functions.pointee.wasmtime_config_wasm_memory64_set(config, false)
        functions.pointee.wasmtime_config_parallel_compilation_set(config, compilesParallel)
        functions.pointee.wasmtime_config_memory_reservation_set(config, Self.memoryReservationBytes)
        functions.pointee.wasmtime_config_memory_guard_size_set(config, Self.guardBytes)
        if case .pool(let slots) = allocation {
            try Self.checkAddressSpace(slots: slots)
            Self.configurePool(functions, config, slots: UInt32(slots))
        }
        guard let engine = functions.pointee.wasm_engine_new_with_config(config) else {
            throw Self.refused("an engine")
        }
        guard let linker = functions.pointee.wasmtime_linker_new(engine) else {
            functions.pointee.wasm_engine_delete(engine)
            throw Self.refused("a linker")
        }
        self.engine = engine
        self.linker = linker
        for function in HostFunction.all { try define(function) }
    }

    deinit {
        functions.pointee.wasmtime_linker_delete(linker)
        functions.pointee.wasm_engine_delete(engine)
    }

    func tick() { functions.pointee.wasmtime_engine_increment_epoch(engine) }

    private func define(_ function: HostFunction) throws {
        let parameters = function.parameters.map { $0 == .i64 ? UInt8(CWT_I64) : UInt8(CWT_I32) }
        let results = function.returnsNothing ? [] : [UInt8(CWT_I32)]
        var parameterTypes = makeTypes(parameters)
        var resultTypes = makeTypes(results)
        let type = functions.pointee.wasm_functype_new(&parameterTypes, &resultTypes)
        defer { functions.pointee.wasm_functype_delete(type) }
        let failure = functions.pointee.wasmtime_linker_define_func_unchecked(
            linker,
            function.module,
            function.module.utf8.count,
            function.name,
            function.name.utf8.count,
            type,
            function.body,
            UnsafeMutableRawPointer(mutating: functions),
            nil
        )
        if let failure {
            throw library.coreError(.internalError, "cannot define \(function.name)", failure)
        }
    }

    private func makeTypes(_ kinds: [UInt8]) -> wasm_valtype_vec_t {
        let types = kinds.map { functions.pointee.wasm_valtype_new($0) }
        var list = wasm_valtype_vec_t()
        functions.pointee.wasm_valtype_vec_new(&list, types.count, types)
        return list
    }

    private static func configurePool(_ functions: UnsafePointer<cwt_functions>, _ config: OpaquePointer, slots: UInt32)
    {
        let pool = functions.pointee.wasmtime_pooling_allocation_config_new()
        functions.pointee.wasmtime_pooling_allocation_config_total_memories_set(pool, slots)
        functions.pointee.wasmtime_pooling_allocation_config_total_core_instances_set(pool, slots)
        functions.pointee.wasmtime_pooling_allocation_config_total_tables_set(pool, slots)
        functions.pointee.wasmtime_pooling_allocation_config_total_gc_heaps_set(pool, slots)
        functions.pointee.wasmtime_pooling_allocation_config_max_memory_size_set(pool, Int(memoryReservationBytes))
        functions.pointee.wasmtime_pooling_allocation_config_table_elements_set(pool, tableElementsMax)
        functions.pointee.wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool, 256 << 10)
        functions.pointee.wasmtime_pooling_allocation_config_table_keep_resident_set(pool, 16 << 10)
        functions.pointee.wasmtime_pooling_allocation_strategy_set(config, pool)
        functions.pointee.wasmtime_pooling_allocation_config_delete(pool)
    }

    /// Wasmtime ends the process when it cannot reserve the pool, so it is tried out before.
    private static func checkAddressSpace(slots: Int) throws {
        // Memories and, as large again, the heaps of garbage-collected objects; tables are small beside them.
        let bytes = (slots + 1) * Int(memoryReservationBytes + 2 * guardBytes) * 2
        let place = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let place, place != MAP_FAILED else {
            throw CoreError(
                .unavailable,
                "no \(bytes >> 30) GiB of address space for \(slots) pooled instances",
                hint: "raise the limit on virtual memory or set usesPool to false",
                component: "wasm"
            )
        }
        munmap(place, bytes)
    }

    private static func refused(_ what: String) -> CoreError {
        CoreError(.internalError, "Wasmtime did not give \(what)", component: "wasm")
    }
}
