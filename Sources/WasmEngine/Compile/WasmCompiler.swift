import CWasmtime
import Core
import Glibc

/// The compiler as a program of its own: reads a module, writes compiled code.
///
/// Compiling takes time and memory as the module's author likes, and nothing can stop it from inside; a process with
/// limits can be stopped.
package enum WasmCompiler {
    /// The program's exit codes.
    enum ExitCode {
        static let done: Int32 = 0
        static let usage: Int32 = 64
        /// The module is not valid, or not within what this engine supports.
        static let invalidModule: Int32 = 65
        static let noLibrary: Int32 = 69
        static let io: Int32 = 74
    }

    /// The entry of the child: `IN OUT LIBRARY ADDRESS-SPACE-BYTES CPU-SECONDS`; returns its exit code.
    ///
    /// Sets the limits on this process for good, so it must be one that does nothing else. What went wrong is
    /// written to standard error as one line.
    package static func main(arguments: [String]) -> Int32 {
        guard arguments.count == 5, let addressSpace = UInt64(arguments[3]), let cpuSeconds = UInt64(arguments[4])
        else {
            return fail("usage: IN OUT LIBRARY ADDRESS-SPACE-BYTES CPU-SECONDS", ExitCode.usage)
        }
        closeInherited()
        limit(__rlimit_resource_t(RLIMIT_AS.rawValue), addressSpace)
        limit(__rlimit_resource_t(RLIMIT_CPU.rawValue), cpuSeconds)
        limit(__rlimit_resource_t(RLIMIT_CORE.rawValue), 0)
        do {
            let library = try WasmtimeLibrary.load(path: arguments[2])
            let host = try EngineHost(library: library, allocation: .onDemand, compilesParallel: true)
            let source = try ModuleSource.file(path: arguments[0], offset: 0, size: sizeOfFile(arguments[0])).read(
                "input"
            )
            let compiled = try compile(source, host)
            try CompiledCache.writeFile(arguments[1], compiled)
            return ExitCode.done
        } catch let error as CoreError {
            let text = error.cause ?? error.message
            switch error.code {
            case .validation: return fail(text, ExitCode.invalidModule)
            case .unavailable: return fail(text, ExitCode.noLibrary)
            default: return fail(error.description, ExitCode.io)
            }
        } catch {
            return fail("\(error)", ExitCode.io)
        }
    }

    /// Compiles in this process.
    ///
    /// Throws `validation` when the module is not valid.
    static func compile(_ bytes: [UInt8], _ host: EngineHost) throws(CoreError) -> [UInt8] {
        let module = try makeModule(bytes, host)
        defer { host.functions.pointee.wasmtime_module_delete(module) }
        return try serialize(module, host)
    }

    static func makeModule(_ bytes: [UInt8], _ host: EngineHost) throws(CoreError) -> OpaquePointer {
        var module: OpaquePointer?
        let failure = host.functions.pointee.wasmtime_module_new(host.engine, bytes, bytes.count, &module)
        if let failure { throw invalid(host.library.takeError(failure).message) }
        guard let module else { throw invalid("Wasmtime gave no module") }
        return module
    }

    static func serialize(_ module: OpaquePointer, _ host: EngineHost) throws(CoreError) -> [UInt8] {
        var code = wasm_byte_vec_t()
        if let failure = host.functions.pointee.wasmtime_module_serialize(module, &code) {
            throw invalid(host.library.takeError(failure).message)
        }
        defer { host.functions.pointee.wasm_byte_vec_delete(&code) }
        return code.array
    }

    static func invalid(_ cause: String) -> CoreError {
        CoreError(.validation, "the module is not valid WebAssembly for this engine", component: "wasm", cause: cause)
    }

    /// Files and sockets of the parent are none of a hostile module's business.
    private static func closeInherited() {
        for descriptor in 3..<max(3, Int32(clamping: sysconf(Int32(_SC_OPEN_MAX)))) where descriptor < 65536 {
            close(descriptor)
        }
    }

    private static func limit(_ resource: __rlimit_resource_t, _ value: UInt64) {
        var limit = rlimit()
        getrlimit(resource, &limit)
        // A limit that is lower already stays: it cannot be raised.
        limit.rlim_cur = min(limit.rlim_max, rlim_t(value))
        limit.rlim_max = limit.rlim_cur
        setrlimit(resource, &limit)
    }

    private static func sizeOfFile(_ path: String) throws -> UInt64 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw CoreError(.io, "cannot read \(path)", component: "wasm", cause: String(cString: strerror(errno)))
        }
        return UInt64(status.st_size)
    }

    private static func fail(_ text: String, _ code: Int32) -> Int32 {
        let line = Array((text.split(separator: "\n").joined(separator: " ") + "\n").utf8)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        return code
    }
}
