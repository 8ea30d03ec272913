import Core
import Glibc
import TestKit
import Testing

@testable import WasmEngine

/// What the engine's tests share: the library, one engine and ways to make requests.
enum Kit {
    static let repository = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    /// The library, or why there is none.
    static let library = Result { () throws -> WasmtimeLibrary in
        let own = repository + "/.cache/wasmtime/_libwasmtime.so"
        let isNamed = getenv(WasmtimeLibrary.environmentVariable) != nil
        return try WasmtimeLibrary.load(path: !isNamed && access(own, R_OK) == 0 ? own : nil)
    }

    static var hasLibrary: Bool { (try? library.get()) != nil }

    /// The compiler program that SwiftPM builds beside the tests.
    static var compilerCommand: [String] {
        [(try? BuiltProgram.path("wasm-compile-helper")) ?? repository + "/.build/debug/wasm-compile-helper"]
    }

    static func settings(cachePath: String) -> WasmSettings {
        var settings = WasmSettings(cachePath: cachePath)
        settings.libraryPath = try? library.get().path
        settings.compile.command = compilerCommand
        settings.concurrentRunsMax = 4
        return settings
    }

    /// One engine for all tests that do not look at the engine itself.
    static let engine: WasmExecutionEngine = {
        let folder = (try? TemporaryFolder())?.path ?? "/tmp/wasm-engine-test"
        return WasmExecutionEngine(settings(cachePath: folder + "/cache"))
    }()

    static func module(_ text: String) throws -> [UInt8] { try library.get().compileText(text) }

    /// A request for a module that is mounted at `main.wasm`.
    static func request(_ module: [UInt8], parameters: [String] = [], entrypoint: String? = nil) -> ExecutionRequest {
        var task = TaskSpec()
        var members: [JSONValue.Member] = [.init("EntryModule", .string("main.wasm"))]
        members.append(.init("Parameters", .array(parameters.map { .string($0) })))
        if let entrypoint { members.append(.init("Entrypoint", .string(entrypoint))) }
        task.engine = TypedSpec(type: "wasm", params: .object(members))
        task.inputs = [InputSpec(source: TypedSpec(type: "inline"), target: "main.wasm")]
        var request = ExecutionRequest(
            executionID: ExecutionID("e-1"),
            task: task,
            mounts: [Mount(target: "main.wasm", node: .bytes(module))],
            scratchPath: "/tmp/wasm-engine-test-unused"
        )
        request.deterministicSeed = 1
        request.limits.memoryBytes = 64 << 20
        return request
    }

    static func run(_ text: String, _ change: (inout ExecutionRequest) -> Void = { _ in }) throws -> ExecutionOutcome {
        var request = request(try module(text))
        change(&request)
        return try engine.runBlocking(request)
    }
}

extension ResultNode {
    /// The bytes of a file, wherever they are.
    var content: [UInt8]? {
        switch self {
        case .bytes(let bytes): return bytes
        case .file(let path, let size): return try? ModuleSource.file(path: path, offset: 0, size: size).read("result")
        case .directory, .symlink: return nil
        }
    }

    var text: String { String(decoding: content ?? [], as: UTF8.self) }

    /// The tree as lines: `path=content`, `path/`, `path->target`.
    func lines(_ path: String = "") -> [String] {
        switch self {
        case .bytes, .file: return ["\(path)=\(text)"]
        case .symlink(let target): return ["\(path)->\(target)"]
        case .directory(let entries): return ["\(path)/"] + entries.flatMap { $0.node.lines(path + "/" + $0.name) }
        }
    }
}
