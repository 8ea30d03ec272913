import Core
import TestKit
import Testing

@testable import WasmEngine

/// A module that ends in a trap, and what the failure has to say.
struct TrapCase: CustomTestStringConvertible, Sendable {
    var body: String
    var text: String
    var testDescription: String { text }
}

private let exitImport = "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"

@Suite("Runs", .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed"))
struct RunTests {
    @Test("exit codes", arguments: [0, 1, 7, 255, -1])
    func exitCode(_ code: Int) throws {
        let outcome = try Kit.run("(module \(exitImport) (func (export \"_start\") i32.const \(code) call $exit))")
        #expect(outcome.exitCode == code)
        #expect(outcome.failure == nil)
    }

    @Test("a normal return is exit code 0, whatever the function returns")
    func normalReturn() throws {
        #expect(try Kit.run("(module (func (export \"_start\")))").exitCode == 0)
        let value = try Kit.run("(module (func (export \"_start\") (result i32 f64) i32.const 3 f64.const 1))")
        #expect(value.exitCode == 0 && value.failure == nil)
    }

    @Test(
        "traps fail the run for good",
        arguments: [
            TrapCase(body: "unreachable", text: "unreachable code was reached in main"),
            TrapCase(body: "(drop (i32.div_s (i32.const 1) (i32.const 0)))", text: "integer division by zero in main"),
            TrapCase(body: "(drop (i32.load (i32.const 0x7fffffff)))", text: "out of bounds memory access in main"),
            TrapCase(body: "call $main", text: "the call stack is exhausted in main < main"),
            TrapCase(body: "(call_indirect (i32.const 9))", text: "out of bounds table access in main"),
            TrapCase(body: "(call_indirect (i32.const 0))", text: "indirect call to null in main"),
            TrapCase(
                body: "(drop (i32.trunc_f32_s (f32.const nan)))",
                text: "conversion of a number that is no integer"
            ),
        ]
    )
    func traps(_ item: TrapCase) throws {
        let outcome = try Kit.run(
            "(module (memory 1) (table 1 funcref) (func $main (export \"_start\") \(item.body)))"
        )
        let failure = try #require(outcome.failure)
        #expect(failure.message.contains(item.text))
        #expect(outcome.exitCode == 1)
        #expect(outcome.isPermanent)
        #expect(outcome.isRepeatable == !item.text.contains("stack"))
    }

    @Test("a missing entrypoint names what there is")
    func entrypoint() throws {
        let outcome = try Kit.run("(module (func (export \"a\")) (func (export \"b\") (param i32)))")
        #expect(outcome.failure?.message == "unable to find the entrypoint '_start'; the module exports: a, b")
        let module = try Kit.module("(module (func (export \"a\")) (func (export \"b\") (param i32)))")
        #expect(try Kit.engine.runBlocking(Kit.request(module, entrypoint: "a")).failure == nil)
        let taking = try Kit.engine.runBlocking(Kit.request(module, entrypoint: "b"))
        #expect(taking.failure?.message.contains("takes 1 parameters") == true)
    }

    @Test("a reactor is initialised first")
    func reactor() throws {
        let text = """
            (module \(exitImport) (global $g (mut i32) (i32.const 1))
            (func (export "_initialize") (global.set $g (i32.const 42)))
            (func (export "_start") (call $exit (global.get $g))))
            """
        #expect(try Kit.run(text).exitCode == 42)
    }

    @Test("unknown imports are named with what is offered")
    func unknownImports() throws {
        let outcome = try Kit.run("(module (import \"env\" \"f\" (func)) (func (export \"_start\")))")
        let failure = try #require(outcome.failure)
        #expect(failure.message.contains("imports env.f"))
        #expect(failure.hint?.contains("wasi_snapshot_preview1") == true)
        #expect(outcome.isPermanent)
        let wrongType = try Kit.run(
            "(module (import \"wasi_snapshot_preview1\" \"fd_close\" (func (param i64))) (func (export \"_start\")))"
        )
        #expect(wrongType.failure?.code == .validation)
    }

    // MARK: - Limits

    private static let spin = "(module (func (export \"_start\") (loop $l br $l)))"
    private static let count = """
        (module (func (export "_start") (local i32)
        (loop $l (local.set 0 (i32.add (local.get 0) (i32.const 1))) 
        (br_if $l (i32.lt_u (local.get 0) (i32.const 1000))))))
        """

    @Test("fuel is exact and the same in every engine")
    func fuel() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let other = WasmExecutionEngine(Kit.settings(cachePath: folder.path("cache")))
        let request = Kit.request(try Kit.module(Self.count))
        let first = try Kit.engine.runBlocking(request)
        #expect(first.usage.fuel > 1000)
        #expect(try Kit.engine.runBlocking(request).usage.fuel == first.usage.fuel)
        #expect(try other.runBlocking(request).usage.fuel == first.usage.fuel)
        var limited = request
        limited.limits.fuel = first.usage.fuel
        #expect(try Kit.engine.runBlocking(limited).failure == nil)
        // Fuel is looked at where loops and functions begin, so a little less would still do for the last block.
        limited.limits.fuel = first.usage.fuel / 2
        let short = try Kit.engine.runBlocking(limited)
        #expect(short.failure?.message.hasPrefix("out of fuel") == true)
        #expect(short.failure?.code == .exhausted)
        #expect(short.usage.fuel == first.usage.fuel / 2)
    }

    @Test("a loop without end meets the deadline")
    func deadline() throws {
        let outcome = try Kit.run(Self.spin) { $0.limits.wallTime = .milliseconds(50) }
        #expect(outcome.failure?.code == .timeout)
        #expect(outcome.failure?.message.contains("took longer than 0.05 seconds") == true)
        #expect(!outcome.isRepeatable, "another machine gets further in that time")
        #expect(outcome.usage.wallNanoseconds >= 50_000_000)
    }

    private static func sleeping(_ nanoseconds: Int) -> String {
        var script = WasiScript()
        script.raw("(i64.store (i32.const 0x318) (i64.const \(nanoseconds)))")
        script.call("poll_oneoff", 0x300, 0x400, 1, .number(WasiScript.answer))
        script.show(WasiScript.answer, 4)
        script.call("clock_time_get", 1, 0, .number(WasiScript.buffer))
        script.show(WasiScript.buffer, 8)
        return script.text
    }

    @Test("a real sleep ends at the deadline, a virtual one takes no time")
    func sleep() throws {
        let outcome = try Kit.run(Self.sleeping(3_600_000_000_000)) { request in
            request.deterministicSeed = nil
            request.limits.wallTime = .milliseconds(50)
        }
        #expect(outcome.failure?.code == .timeout)
        let virtual = try Kit.run(Self.sleeping(3_600_000_000_000)) { $0.limits.wallTime = .seconds(30) }
        #expect(virtual.failure == nil)
        let bytes = try #require(virtual.stdout.content)
        let clock = bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(clock == 3_600_000_000_000 + GuestClock.virtualStep)
    }

    @Test("cancelling ends a running and a waiting program")
    func cancellation() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var settings = Kit.settings(cachePath: folder.path("cache"))
        settings.concurrentRunsMax = 1
        let engine = WasmExecutionEngine(settings)
        let request = Kit.request(try Kit.module(Self.spin))
        try await engine.prepare(request)
        let runs = (0..<3).map { _ in Task { try await engine.run(request) } }
        for run in runs.reversed() { run.cancel() }
        for run in runs {
            await #expect(throws: CancellationError.self) { try await run.value }
        }
    }

    @Test("memory is limited at the start and while growing")
    func memory() throws {
        let large = try Kit.run("(module (memory (export \"memory\") 1025) (func (export \"_start\")))")
        #expect(large.failure?.code == .exhausted)
        #expect(large.failure?.message.hasPrefix("memory limit exceeded") == true)
        let hidden = try Kit.run("(module (memory 1025) (func (export \"_start\")))")
        #expect(hidden.failure != nil)
        let grow = """
            (module \(exitImport) (memory (export "memory") 1) (func (export "_start")
            (drop (memory.grow (i32.const 1023))) (call $exit (i32.eq (memory.grow (i32.const 1)) (i32.const -1)))))
            """
        let grown = try Kit.run(grow)
        #expect(grown.exitCode == 1 && grown.failure == nil)
        #expect(grown.usage.memoryPeakBytes == 64 << 20)
        let hog =
            "(module (memory (export \"memory\") 1) (func (export \"_start\") "
            + "(drop (memory.grow (i32.const 1023))) unreachable))"
        let trapped = try Kit.run(hog)
        #expect(trapped.failure?.code == .exhausted)
        #expect(trapped.failure?.message.hasPrefix("memory limit exceeded") == true)
    }

    @Test("a flood of output is cut and marked, and streamed as far as it is kept")
    func flood() throws {
        let seen = Collector()
        let text = """
            (module (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1) (func (export "_start") (local i32)
            (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const 1000))
            (loop $l (drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br_if $l (i32.lt_u (local.get 0) (i32.const 1000))))))
            """
        let outcome = try Kit.run(text) { request in
            request.limits.streamBytesMax = 2500
            request.onOutput = { stream, bytes in seen.add(stream, bytes.count) }
        }
        #expect(outcome.stdout.content?.count == 2500)
        #expect(outcome.stdoutTruncated && !outcome.stderrTruncated)
        #expect(outcome.failure == nil)
        #expect(seen.counts == [1000, 1000, 500])
    }

    // MARK: - Determinism

    private static let probe: String = {
        var script = WasiScript()
        script.call("random_get", .number(WasiScript.buffer), 37)
        script.show(WasiScript.buffer, 37)
        for clock in 0..<4 {
            script.call("clock_time_get", .number(clock), 0, .number(WasiScript.buffer))
            script.show(WasiScript.buffer, 8)
        }
        return script.text
    }()

    @Test("the same seed gives the same bytes and fuel, another seed other bytes")
    func seeds() throws {
        let first = try Kit.run(Self.probe)
        let second = try Kit.run(Self.probe)
        let other = try Kit.run(Self.probe) { $0.deterministicSeed = 2 }
        let real = try Kit.run(Self.probe) { $0.deterministicSeed = nil }
        #expect(first.stdout.content == second.stdout.content)
        #expect(first.usage.fuel == second.usage.fuel)
        #expect(first.stdout.content != other.stdout.content)
        #expect(real.stdout.content != first.stdout.content)
    }

    @Test("NaNs have one form")
    func canonicalNaN() throws {
        let text = """
            (module \(exitImport) (func (export "_start")
            (call $exit (i64.eq (i64.const 0x7ff8000000000000) (i64.reinterpret_f64
            (f64.mul (f64.reinterpret_i64 (i64.const 0x7ff80000deadbeef)) (f64.const 2)))))))
            """
        #expect(try Kit.run(text).exitCode == 1)
    }
}

/// Collects what `onOutput` was given.
final class Collector: Sendable {
    private let lock = ConditionLock<[Int]>([])
    var counts: [Int] { lock.withLock { $0 } }
    func add(_ stream: OutputStream, _ count: Int) { lock.withLock { $0.append(count) } }
}
