import Core
import Glibc
import TestKit
import Testing

@testable import WasmEngine

@Suite("Modules", .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed"))
struct ModuleTests {
    private static let exitSeven = """
        (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (func (export "_start") i32.const 7 call $exit))
        """

    private func withFolder(_ body: (TemporaryFolder) throws -> Void) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try body(folder)
    }

    @Test("a second engine takes the compiled module from the disk, and makes a damaged one again")
    func cache() throws {
        try withFolder { folder in
            var settings = Kit.settings(cachePath: folder.path("cache"))
            let request = Kit.request(try Kit.module(Self.exitSeven))
            #expect(try WasmExecutionEngine(settings).runBlocking(request).exitCode == 7)
            let names = try folder.names("cache")
            #expect(names.count == 2)
            let entry = settings.cachePath + "/" + (try #require(names.first { $0.hasSuffix(".cwasm") }))
            var status = stat()
            #expect(lstat(settings.cachePath, &status) == 0 && status.st_mode & 0o777 == 0o700)
            // Without any way to compile, only the cache can serve.
            settings.compile.inProcessBytesMax = 0
            settings.compile.command = []
            #expect(try WasmExecutionEngine(settings).runBlocking(request).exitCode == 7)
            let file = open(entry, O_WRONLY)
            #expect(pwrite(file, "!", 1, 5000) == 1)
            close(file)
            let error = #expect(throws: CoreError.self) { try WasmExecutionEngine(settings).runBlocking(request) }
            #expect(error?.code == .unavailable)
            #expect(access(entry, F_OK) != 0)
            settings.compile.inProcessBytesMax = 1 << 20
            #expect(try WasmExecutionEngine(settings).runBlocking(request).exitCode == 7)
            #expect(access(entry, F_OK) == 0)
        }
    }

    @Test("a cache that others can write to is not used")
    func openCache() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        chmod(folder.path, 0o777)
        let status = await WasmExecutionEngine(Kit.settings(cachePath: folder.path)).probe()
        #expect(!status.isAvailable)
        #expect(status.reason.contains("not this user's alone"))
    }

    @Test("a missing library is a reason, and every run says it")
    func missingLibrary() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var settings = Kit.settings(cachePath: folder.path("cache"))
        settings.libraryPath = folder.path("none.so")
        let engine = WasmExecutionEngine(settings)
        let status = await engine.probe()
        #expect(!status.isAvailable && status.reason.contains("none.so") && status.reason.contains("install"))
        let error = #expect(throws: CoreError.self) { try engine.runBlocking(Kit.request([])) }
        #expect(error?.code == .unavailable)
        try CompiledCache.writeFile(folder.path("text.so"), Array("text".utf8))
        #expect(throws: CoreError.self) { try WasmtimeLibrary.load(path: folder.path("text.so")) }
    }

    @Test("the engine says its version")
    func version() async {
        let status = await Kit.engine.probe()
        #expect(status.isAvailable && status.version == "wasmtime 50")
    }

    // MARK: - The compiler's process

    @Test("a module is compiled in a child")
    func child() throws {
        try withFolder { folder in
            var settings = Kit.settings(cachePath: folder.path("cache"))
            settings.compile.inProcessBytesMax = 0
            let engine = WasmExecutionEngine(settings)
            #expect(try engine.runBlocking(Kit.request(try Kit.module(Self.exitSeven))).exitCode == 7)
            let broken = try engine.runBlocking(Kit.request([0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 9]))
            #expect(broken.failure?.code == .validation)
            #expect(broken.isPermanent)
            #expect(try folder.names("cache").filter { $0.hasPrefix("tmp-") }.isEmpty)
        }
    }

    /// A function that keeps the compiler busy: many blocks that all depend on each other.
    private static func heavyModule() throws -> [UInt8] {
        let part = "(if (local.get 0) (then (local.set 0 (i64.eqz (i64.add (local.get 1) (i64.const 3))))))"
        let body = String(repeating: part, count: 30_000)
        return try Kit.module("(module (func (export \"_start\") (local i32 i64) \(body)))")
    }

    @Test("a child that takes too long is killed")
    func slowChild() throws {
        try withFolder { folder in
            var settings = Kit.settings(cachePath: folder.path("cache"))
            settings.compile.wallTimeMax = .milliseconds(1)
            let outcome = try WasmExecutionEngine(settings).runBlocking(Kit.request(try Self.heavyModule()))
            #expect(outcome.failure?.message.contains("took longer") == true)
            #expect(outcome.isPermanent)
        }
    }

    @Test("a child that outgrows its memory is refused and the process lives")
    func largeChild() throws {
        try withFolder { folder in
            var settings = Kit.settings(cachePath: folder.path("cache"))
            settings.compile.addressSpaceBytesMax = 48 << 20
            let outcome = Result { try WasmExecutionEngine(settings).runBlocking(Kit.request(try Self.heavyModule())) }
            switch outcome {
            case .success(let outcome): #expect(outcome.failure != nil)
            case .failure(let error): #expect(error is CoreError)
            }
        }
    }

    @Test("a module over the size limit is refused")
    func tooLarge() throws {
        try withFolder { folder in
            var settings = Kit.settings(cachePath: folder.path("cache"))
            settings.compile.moduleBytesMax = 10
            let outcome = try WasmExecutionEngine(settings).runBlocking(Kit.request(try Kit.module(Self.exitSeven)))
            #expect(outcome.failure?.code == .tooLarge)
        }
    }

    // MARK: - Hostile modules

    @Test("mutated and cut modules are refused or run within limits", arguments: UInt64(0)..<40)
    func mutations(_ seed: UInt64) throws {
        var script = WasiScript()
        script.open("out/a", flags: 1, rights: 0x42)
        script.write("hello", to: 5)
        var module = try Kit.module(script.text)
        var random = SplitMix64(seed: seed)
        if seed % 4 == 0 { module.removeLast(random.below(module.count)) }
        for _ in 0..<1 + random.below(4) where !module.isEmpty {
            module[random.below(module.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        var request = Kit.request(module)
        request.limits.fuel = 1_000_000
        request.limits.wallTime = .seconds(20)
        request.task.resultPaths = [ResultPathSpec(name: "out", path: "/out")]
        let outcome = try Kit.engine.runBlocking(request)
        #expect(outcome.usage.fuel <= 1_000_000)
    }

    @Test(
        "declarations beyond all bounds are refused",
        arguments: [
            "(module (memory (export \"memory\") 65536) (func (export \"_start\")))",
            "(module (table 10000000 funcref) (func (export \"_start\")))",
            "(module (memory i64 1) (func (export \"_start\")))",
            "(module (memory 1 1 shared) (func (export \"_start\")))",
        ]
    )
    func bounds(_ text: String) throws {
        #expect(try Kit.run(text).failure != nil)
    }

    @Test("bytes that are no module are refused", arguments: [[], [0], Array("#!/bin/sh".utf8)])
    func garbage(_ bytes: [UInt8]) throws {
        #expect(try Kit.engine.runBlocking(Kit.request(bytes)).failure?.code == .validation)
    }

    // MARK: - Linking

    private static let library = "(module (func (export \"seven\") (result i32) (i32.const 7)))"
    private static let user = """
        (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "lib/seven.wasm" "seven" (func $seven (result i32)))
        (func (export "_start") (call $exit (call $seven))))
        """

    @Test("an import is found by an input's target, in a folder, or by the name of an import module", arguments: 0..<4)
    func linking(_ way: Int) throws {
        let library = MountNode.bytes(try Kit.module(Self.library))
        let outcome = try Kit.run(Self.user) { request in
            switch way {
            case 0: request.mounts.append(Mount(target: "lib/seven.wasm", node: library))
            case 1: request.mounts.append(Mount(target: "/lib/seven.wasm", node: library))
            case 2:
                let entries = [MountEntry(name: "x.wasm", node: library), MountEntry(name: "y.txt", node: .bytes([]))]
                request.mounts.append(
                    Mount(target: "/lib/seven.wasm", node: .directory(entries: entries, hostPath: nil))
                )
            default:
                let entries = [MountEntry(name: "seven.wasm", node: library)]
                request.mounts.append(Mount(target: "/lib", node: .directory(entries: entries, hostPath: nil)))
            }
        }
        #expect(outcome.exitCode == 7)
        #expect(outcome.failure == nil)
    }

    @Test("modules that import each other are refused")
    func circle() throws {
        let left = "(module (import \"right\" \"f\" (func)) (func (export \"f\")))"
        let right = "(module (import \"left\" \"f\" (func)) (func (export \"f\")))"
        let outcome = try Kit.run("(module (import \"left\" \"f\" (func)) (func (export \"_start\")))") { request in
            request.mounts.append(Mount(target: "left", node: .bytes((try? Kit.module(left)) ?? [])))
            request.mounts.append(Mount(target: "right", node: .bytes((try? Kit.module(right)) ?? [])))
        }
        #expect(outcome.failure?.message.contains("circle") == true)
    }

    @Test("validation names the field")
    func validation() throws {
        var task = TaskSpec()
        task.engine = TypedSpec(type: "wasm", params: .object([.init("entrymodule", .int(3))]))
        let error = #expect(throws: CoreError.self) { try Kit.engine.validate(task) }
        #expect(error?.message.contains("EntryModule") == true)
        try Kit.engine.validate(Kit.request([]).task)
    }
}
