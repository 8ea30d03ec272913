import CWasmtime
import Core

/// What Wasmtime reports when a module could not be made or a call did not return, taken out of its own objects.
struct WasmtimeFailure {
    /// The first line of the text.
    var message: String
    /// Nil when it was no trap of the program itself.
    var trap: TrapCode?
    /// The names of the functions that were running, innermost first.
    var frames: [String]
}

extension WasmtimeLibrary {
    /// The most functions of a backtrace that are told.
    private static let framesMax = 16

    /// Reads and deletes an error.
    func takeError(_ error: OpaquePointer) -> WasmtimeFailure {
        defer { functions.pointee.wasmtime_error_delete(error) }
        var text = wasm_byte_vec_t()
        functions.pointee.wasmtime_error_message(error, &text)
        var frames = wasm_frame_vec_t()
        functions.pointee.wasmtime_error_wasm_trace(error, &frames)
        return makeFailure(&text, &frames, trap: nil)
    }

    /// Reads and deletes the error that kept something from being done.
    func coreError(_ code: CoreError.Code, _ message: String, _ error: OpaquePointer) -> CoreError {
        CoreError(code, message, component: "wasm", cause: takeError(error).message)
    }

    /// Reads and deletes a trap.
    func takeTrap(_ trap: OpaquePointer) -> WasmtimeFailure {
        defer { functions.pointee.wasm_trap_delete(trap) }
        var text = wasm_byte_vec_t()
        functions.pointee.wasm_trap_message(trap, &text)
        var frames = wasm_frame_vec_t()
        functions.pointee.wasm_trap_trace(trap, &frames)
        var number: UInt8 = 0
        let hasCode = functions.pointee.wasmtime_trap_code(trap, &number)
        return makeFailure(&text, &frames, trap: hasCode ? TrapCode(rawValue: number) : nil)
    }

    private func makeFailure(
        _ text: inout wasm_byte_vec_t,
        _ frames: inout wasm_frame_vec_t,
        trap: TrapCode?
    ) -> WasmtimeFailure {
        defer {
            functions.pointee.wasm_byte_vec_delete(&text)
            functions.pointee.wasm_frame_vec_delete(&frames)
        }
        let names = (0..<min(frames.size, Self.framesMax)).map { index in
            guard let frame = frames.data[index] else { return "?" }
            let name = functions.pointee.wasmtime_frame_func_name(frame)
            return name?.pointee.text ?? "function \(functions.pointee.wasm_frame_func_index(frame))"
        }
        let whole = text.text.filter { $0 != "\0" }
        return WasmtimeFailure(message: Self.withoutBacktrace(whole), trap: trap, frames: names)
    }

    /// Wasmtime writes the chain of causes one per line, and a backtrace that is told apart from it here.
    private static func withoutBacktrace(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { line in line.drop { $0 == " " } }
        return lines.filter { !$0.hasPrefix("error while executing") && !$0.hasPrefix("Caused by") }
            .filter { !isFrame($0) }
            .joined(separator: ": ")
    }

    /// Lines such as `0: 0x7f - m!f`.
    private static func isFrame(_ line: Substring) -> Bool {
        let digits = line.prefix { $0.isNumber }
        return !digits.isEmpty && line.dropFirst(digits.count).hasPrefix(":") && line.contains("0x")
    }
}

/// Why a program trapped, by Wasmtime's numbers.
struct TrapCode: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt8

    static let stackOverflow = TrapCode(rawValue: 0)
    static let memoryOutOfBounds = TrapCode(rawValue: 1)
    static let unreachable = TrapCode(rawValue: 9)
    static let outOfFuel = TrapCode(rawValue: 11)

    /// What happened, in words.
    var text: String {
        switch rawValue {
        case 0: "the call stack is exhausted"
        case 1: "out of bounds memory access"
        case 2: "misaligned atomic memory access"
        case 3: "out of bounds table access"
        case 4: "indirect call to null"
        case 5: "indirect call to a function of another type"
        case 6: "integer overflow"
        case 7: "integer division by zero"
        case 8: "conversion of a number that is no integer"
        case 9: "unreachable code was reached"
        case 10: "interrupted"
        case 11: "out of fuel"
        case 12: "atomic wait on memory that is not shared"
        case 13: "null reference"
        case 14: "out of bounds array access"
        case 15: "allocation too large"
        case 16: "failed cast"
        case 49: "uncaught exception"
        default: "trap \(rawValue)"
        }
    }
}
