import CWasmtime
import Core
import Glibc

/// Wasmtime's shared library, loaded at run time; it stays loaded for the life of the process.
///
/// `@unchecked Sendable`: the table is filled before the first use and never changes.
package final class WasmtimeLibrary: @unchecked Sendable {
    /// The major version whose interface `CWasmtime` declares.
    static let majorVersion = "50"
    /// Names the library for people who have to install it.
    static let advice =
        "install it with 'pip download --no-deps wasmtime==50.0.1', unpack wasmtime/linux-x86_64/_libwasmtime.so "
        + "from the wheel and name it in BACALHAU_WASMTIME_LIB"

    let functions: UnsafePointer<cwt_functions>
    package let path: String

    private init(functions: UnsafePointer<cwt_functions>, path: String) {
        self.functions = functions
        self.path = path
    }

    /// Loads the library from `path`, or from the first of the usual places where there is one.
    ///
    /// Throws a `CoreError` with code `unavailable` that says what was tried and what to do.
    package static func load(path: String? = nil) throws -> WasmtimeLibrary {
        let places = path.map { [$0] } ?? searchPlaces()
        guard let found = places.first(where: { access($0, R_OK) == 0 }) else {
            throw unavailable("Wasmtime's library is not at " + places.joined(separator: ", "))
        }
        // The loader searches its own folders for a name without a slash.
        let file = found.contains("/") ? found : "./" + found
        let capacity = 512
        var reason = [CChar](repeating: 0, count: capacity)
        guard let functions = cwt_load(file, &reason, capacity) else {
            let text = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw unavailable("Wasmtime's library at \(found) cannot be used: \(text)")
        }
        let library = WasmtimeLibrary(functions: functions, path: found)
        try library.checkVersion()
        return library
    }

    /// Translates a module's text form; for tests and tools.
    package func compileText(_ text: String) throws -> [UInt8] {
        var module = wasm_byte_vec_t()
        let failure = text.withCString { functions.pointee.wasmtime_wat2wasm($0, text.utf8.count, &module) }
        if let error = failure.map(takeError) {
            throw CoreError(.validation, "the text is no module", component: "wasm", cause: error.message)
        }
        defer { functions.pointee.wasm_byte_vec_delete(&module) }
        return module.array
    }

    static func unavailable(_ message: String) -> CoreError {
        CoreError(.unavailable, message, hint: advice, component: "wasm")
    }

    /// Compiled code names the version that made it; another major version lays out its values differently.
    private func checkVersion() throws {
        let config = functions.pointee.wasm_config_new()
        functions.pointee.wasmtime_config_parallel_compilation_set(config, false)
        let engine = functions.pointee.wasm_engine_new_with_config(config)
        defer { functions.pointee.wasm_engine_delete(engine) }
        let empty: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
        var module: OpaquePointer?
        if let failure = functions.pointee.wasmtime_module_new(engine, empty, empty.count, &module) {
            throw Self.unavailable("Wasmtime's library at \(path) does not work: \(takeError(failure).message)")
        }
        defer { functions.pointee.wasmtime_module_delete(module) }
        var compiled = wasm_byte_vec_t()
        if let failure = functions.pointee.wasmtime_module_serialize(module, &compiled) {
            throw Self.unavailable("Wasmtime's library at \(path) does not work: \(takeError(failure).message)")
        }
        defer { functions.pointee.wasm_byte_vec_delete(&compiled) }
        // The header holds length and text of the version, then those of the target.
        let wanted = [UInt8(Self.majorVersion.utf8.count)] + Array(Self.majorVersion.utf8)
        let target = UnsafeRawBufferPointer(start: compiled.data, count: compiled.size)
        let hasVersion = target.indices.contains { index in
            target[index...].starts(with: wanted)
                && target.dropFirst(index + wanted.count + 1).starts(with: Self.target)
        }
        guard hasVersion else {
            throw Self.unavailable(
                "Wasmtime's library at \(path) is another major version than \(Self.majorVersion)"
            )
        }
    }

    #if arch(arm64)
    private static let target = Array("aarch64".utf8)
    #else
    private static let target = Array("x86_64".utf8)
    #endif
}

extension wasm_byte_vec_t {
    /// A copy of the bytes.
    var array: [UInt8] { size == 0 ? [] : Array(UnsafeBufferPointer(start: data, count: size)) }

    /// A copy of the bytes as text.
    var text: String { String(decoding: array, as: UTF8.self) }
}
