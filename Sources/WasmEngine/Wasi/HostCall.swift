import CWasmtime
import Core

/// One call of a guest into the host: the run, the guest's memory and the arguments.
struct HostCall {
    let run: WasiContext
    let memory: GuestMemory
    private let values: UnsafeMutablePointer<wasmtime_val_raw_t>

    /// Argument `index` as an unsigned 32-bit number: a pointer, a length, a descriptor, flags.
    func u32(_ index: Int) -> UInt32 { UInt32(bitPattern: values[index].i32) }
    func u64(_ index: Int) -> UInt64 { UInt64(bitPattern: values[index].i64) }
    func i64(_ index: Int) -> Int64 { values[index].i64 }

    /// The bytes that arguments `index` (pointer) and `index + 1` (length) describe.
    func bytes(_ index: Int) throws(WasiErrno) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(try memory.bytes(u32(index), u32(index + 1)))
    }

    /// The list of buffers that arguments `index` (pointer) and `index + 1` (count) describe.
    func vectors(_ index: Int) throws(WasiErrno) -> GuestVectors { try memory.vectors(u32(index), u32(index + 1)) }

    private static let hostTrouble = CoreError(
        .io,
        "this node could not read an input or keep what the program wrote",
        hint: "look at the node's disk; the task can be tried on another node",
        component: "wasm"
    )

    /// Finds the run, does the call and hands its error number to the guest; a trap when the run has to end.
    ///
    /// `environment` is the library's table of functions, as given when the host function was defined.
    static func serve(
        _ environment: UnsafeMutableRawPointer?,
        _ caller: OpaquePointer?,
        _ values: UnsafeMutablePointer<wasmtime_val_raw_t>?,
        _ body: (HostCall) throws(WasiErrno) -> Void
    ) -> OpaquePointer? {
        guard let environment, let values else { return nil }
        let functions = UnsafePointer(environment.assumingMemoryBound(to: cwt_functions.self))
        let context = functions.pointee.wasmtime_caller_context(caller)
        guard let data = functions.pointee.wasmtime_context_get_data(context) else { return nil }
        let run = Unmanaged<WasiContext>.fromOpaque(data).takeUnretainedValue()
        var code: UInt16 = 0
        do throws(WasiErrno) {
            let memory = try run.guestMemory(of: caller, in: context)
            try body(HostCall(run: run, memory: memory, values: values))
        } catch {
            code = error.code
            // The files of a guest are made up: only the host's own can fail. What the guest would make of that is no
            // result of its program.
            if error == .io, run.ending == nil { run.ending = .failed(Self.hostTrouble) }
        }
        values[0].i64 = Int64(code)
        return run.ending == nil ? nil : functions.pointee.wasmtime_trap_new("the run is over", 15)
    }
}

/// A function that guests may import, with its parameters; it returns an error number unless `returnsNothing`.
struct HostFunction {
    enum Kind {
        case i32, i64
    }

    let module: String
    let name: String
    let parameters: [Kind]
    let returnsNothing: Bool
    let body: cwt_host_function_t

    /// A function of WASI preview 1; `signature` has one letter per parameter: `i` for i32, `l` for i64.
    init(_ name: String, _ signature: String, returnsNothing: Bool = false, _ body: @escaping cwt_host_function_t) {
        self.init(module: Self.wasi, name, signature, returnsNothing: returnsNothing, body)
    }

    init(
        module: String,
        _ name: String,
        _ signature: String,
        returnsNothing: Bool = false,
        _ body: @escaping cwt_host_function_t
    ) {
        self.module = module
        self.name = name
        self.parameters = signature.map { $0 == "l" ? .i64 : .i32 }
        self.returnsNothing = returnsNothing
        self.body = body
    }

    static let wasi = "wasi_snapshot_preview1"
    static let http = "wasi:http/requests"

    /// Everything that a guest may import.
    static var all: [HostFunction] { processFunctions + descriptorFunctions + pathFunctions + otherFunctions }
}
