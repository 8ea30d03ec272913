import CWasmtime
import Core
import Synchronization

/// A compiled module, ready to be instantiated any number of times from any thread.
///
/// `@unchecked Sendable`: Wasmtime's modules are immutable, and the prepared instance is made once, under a lock.
final class LoadedModule: @unchecked Sendable {
    /// A name that a module wants from outside.
    struct Import: Hashable {
        var module: String
        var name: String
    }

    /// A function that a module offers.
    struct Function {
        var name: String
        var parameterCount: Int
        var resultCount: Int
    }

    let host: EngineHost
    let module: OpaquePointer
    /// Imports that the host does not offer: they must come from other modules.
    let foreignImports: [Import]
    /// In the order of the module.
    let functions: [Function]
    /// What the exported memory has at the start, in bytes; 0 when none is exported.
    let memoryBytesAtStart: UInt64
    /// What WASI calls a reactor offers to be called once before anything else.
    let initializer: Function?
    /// True when a memory is exported, under whatever name.
    let exportsMemory: Bool
    private static let initializerName = "_initialize"
    private let prepared = Mutex<UInt>(0)

    /// Takes over the module.
    init(host: EngineHost, module: OpaquePointer) {
        self.host = host
        self.module = module
        self.foreignImports = Self.readImports(host.functions, module).filter { !Self.offered.contains($0) }
        let exports = Self.readExports(host.functions, module)
        self.functions = exports.functions
        self.memoryBytesAtStart = exports.memoryBytesAtStart
        self.exportsMemory = exports.hasMemory
        self.initializer = exports.functions.first { $0.name == Self.initializerName && $0.parameterCount == 0 }
    }

    deinit {
        if let instance = OpaquePointer(bitPattern: prepared.withLock { $0 }) {
            host.functions.pointee.wasmtime_instance_pre_delete(instance)
        }
        host.functions.pointee.wasmtime_module_delete(module)
    }

    func function(named name: String) -> Function? { functions.first { $0.name == name } }

    /// The module with its imports looked up in the host's linker.
    ///
    /// Throws a `CoreError` with code `validation` when one is not offered, or has another type there.
    func instancePre() throws(CoreError) -> OpaquePointer {
        let address = try prepared.withLock { address throws(CoreError) -> UInt in
            if address != 0 { return address }
            var instance: OpaquePointer?
            let failure = host.functions.pointee.wasmtime_linker_instantiate_pre(host.linker, module, &instance)
            if let failure {
                throw host.library.coreError(.validation, "the module cannot be linked", failure)
            }
            address = UInt(bitPattern: instance)
            return address
        }
        guard let instance = OpaquePointer(bitPattern: address) else {
            throw CoreError(.internalError, "Wasmtime gave no prepared instance", component: "wasm")
        }
        return instance
    }

    private static func readImports(
        _ functions: UnsafePointer<cwt_functions>,
        _ module: OpaquePointer
    ) -> [Import] {
        var list = wasm_importtype_vec_t()
        functions.pointee.wasmtime_module_imports(module, &list)
        defer { functions.pointee.wasm_importtype_vec_delete(&list) }
        return (0..<list.size).compactMap { index in
            guard let item = list.data[index], let module = functions.pointee.wasm_importtype_module(item),
                let name = functions.pointee.wasm_importtype_name(item)
            else { return nil }
            return Import(module: module.pointee.text, name: name.pointee.text)
        }
    }

    private static func readExports(
        _ functions: UnsafePointer<cwt_functions>,
        _ module: OpaquePointer
    ) -> (functions: [Function], memoryBytesAtStart: UInt64, hasMemory: Bool) {
        var list = wasm_exporttype_vec_t()
        functions.pointee.wasmtime_module_exports(module, &list)
        defer { functions.pointee.wasm_exporttype_vec_delete(&list) }
        var found: [Function] = []
        var memoryPages: UInt64 = 0
        var hasMemory = false
        for index in 0..<list.size {
            guard let item = list.data[index], let name = functions.pointee.wasm_exporttype_name(item),
                let type = functions.pointee.wasm_exporttype_type(item)
            else { continue }
            if let signature = functions.pointee.wasm_externtype_as_functype_const(type) {
                let parameters = functions.pointee.wasm_functype_params(signature)
                let results = functions.pointee.wasm_functype_results(signature)
                found.append(
                    Function(
                        name: name.pointee.text,
                        parameterCount: parameters?.pointee.size ?? 0,
                        resultCount: results?.pointee.size ?? 0
                    )
                )
            } else if let memory = functions.pointee.wasm_externtype_as_memorytype_const(type) {
                hasMemory = true
                memoryPages = max(memoryPages, functions.pointee.wasmtime_memorytype_minimum(memory))
            }
        }
        return (found, memoryPages &* 65536, hasMemory)
    }

    private static let offered = Set(HostFunction.all.map { Import(module: $0.module, name: $0.name) })
}
