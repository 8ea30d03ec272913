import Core
import Testing

@testable import WasmEngine

/// What is remembered between runs must never decide wrongly what runs.
@Suite("Remembered programs", .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed"))
struct ProgramCacheTests {
    private static func exiting(_ code: Int) throws -> [UInt8] {
        try Kit.module(
            """
            (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "_start") i32.const \(code) call $exit) (func (export "other")))
            """
        )
    }

    @Test("another module, entrypoint or target under the same rest is another program")
    func distinct() throws {
        let (three, four) = (try Self.exiting(3), try Self.exiting(4))
        for _ in 0..<2 {
            #expect(try Kit.engine.runBlocking(Kit.request(three)).exitCode == 3)
            #expect(try Kit.engine.runBlocking(Kit.request(four)).exitCode == 4)
            #expect(try Kit.engine.runBlocking(Kit.request(three, entrypoint: "other")).exitCode == 0)
        }
        var moved = Kit.request(three)
        moved.mounts[0].target = "elsewhere.wasm"
        #expect(try Kit.engine.runBlocking(moved).failure?.message.contains("no input holds the module") == true)
    }

    @Test("the limits of each run hold, whatever ran before")
    func limits() throws {
        let module = try Kit.module("(module (memory (export \"memory\") 32) (func (export \"_start\")))")
        var request = Kit.request(module)
        #expect(try Kit.engine.runBlocking(request).failure == nil)
        request.limits.memoryBytes = 1 << 20
        #expect(try Kit.engine.runBlocking(request).failure?.code == .exhausted)
    }

    @Test("more programs than are remembered all run as themselves")
    func many() throws {
        let modules = try (0..<40).map(Self.exiting)
        for _ in 0..<2 {
            for (code, module) in modules.enumerated() {
                #expect(try Kit.engine.runBlocking(Kit.request(module)).exitCode == code)
            }
        }
    }

    @Test("equal bytes in other memory are the same program, others of the same length are not")
    func sameContent() throws {
        let cache = ProgramCache()
        let bytes = try Self.exiting(5)
        let request = Kit.request(bytes)
        let runner = try Kit.engine.runner.get()
        let parameters = try WasmParameters(request.task.engine)
        let (entry, linked) = try runner.load(request, parameters, CancelFlag())
        #expect(cache.find(request)?.entry.module == nil)
        cache.keep(Program(parameters: parameters, entry: entry, linked: linked), for: request)
        #expect(cache.find(Kit.request(bytes.map { $0 }))?.entry === entry)
        var changed = bytes
        changed[changed.count - 1] ^= 1
        #expect(cache.find(Kit.request(changed))?.entry.module == nil)
    }

    @Test("an engine is measured beside bare Wasmtime")
    func floor() throws {
        let comparison = try Kit.engine.compareWithFloor(rounds: 3)
        #expect(comparison.floorNanoseconds > 0)
        #expect(comparison.ownNanoseconds > 0)
    }
}
