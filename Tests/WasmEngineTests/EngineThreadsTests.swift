import Core
import Glibc
import Synchronization
import Testing

@testable import WasmEngine

/// The engine's own threads: who runs there, and that nothing is lost or held up.
@Suite("Engine threads")
struct EngineThreadsTests {
    private static func threads(_ count: Int) -> (EngineThreads, WorkerPool) {
        let pool = WorkerPool(name: "test", threadsMax: count, waitingMax: 100_000, stackBytes: 3 << 20)
        return (EngineThreads(pool), pool)
    }

    private static func thread() -> UInt { UInt(pthread_self()) }

    @Test("a task that prefers them runs on them, one that does not runs elsewhere")
    func hop() async {
        let (threads, pool) = Self.threads(1)
        let own = await withCheckedContinuation { (continuation: CheckedContinuation<UInt, Never>) in
            pool.add { continuation.resume(returning: Self.thread()) }
        }
        let outside = Self.thread()
        let inside = await withTaskExecutorPreference(threads) { Self.thread() }
        #expect(inside == own)
        #expect(outside != own)
    }

    @Test("nothing is lost among many short pieces of work at once")
    func manyShortRuns() async {
        let (threads, _) = Self.threads(4)
        let done = await withTaskGroup(of: Int.self) { group in
            for index in 0..<10_000 { group.addTask(executorPreference: threads) { index } }
            return await group.reduce(0, +)
        }
        #expect(done == 10_000 * 9_999 / 2)
    }

    @Test("short work is done in the order in which it came")
    func order() async {
        let (_, pool) = Self.threads(1)
        let seen = Mutex<[Int]>([])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            for index in 0..<1000 {
                pool.add {
                    let count = seen.withLock { list in
                        list.append(index)
                        return list.count
                    }
                    if count == 1000 { continuation.resume() }
                }
            }
        }
        #expect(seen.withLock { $0 } == Array(0..<1000))
    }

    /// Each piece of work ends only when all of them have begun, which takes a thread for each.
    @Test("more long runs than processors all make progress when the pool is widened")
    func widen() async throws {
        let count = 2 * max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) + 1
        let (_, pool) = Self.threads(count)
        let ticker = try EpochTicker(onTick: { [weak pool] in pool?.widen() })
        let begun = ConditionLock(0)
        ticker.runBegan()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                        pool.add {
                            begun.withLock { $0 += 1 }
                            begun.signalAll()
                            begun.wait { $0 == count }
                            continuation.resume()
                        }
                    }
                }
            }
        }
        ticker.runEnded()
        #expect(begun.withLock { $0 } == count)
    }

    @Test(
        "a run of a cancelled task throws CancellationError",
        .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed")
    )
    func cancelled() async throws {
        let request = Kit.request(try Kit.module("(module (func (export \"_start\") (loop br 0)))"))
        let task = Task { try await Kit.engine.run(request) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(
        "nothing is lost among many runs at once",
        .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed")
    )
    func manyRuns() async throws {
        let request = Kit.request(WasmExecutionEngine.trivialModule)
        let codes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10_000 { group.addTask { try await Kit.engine.run(request).exitCode } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(codes == [Int](repeating: 0, count: 10_000))
    }
}
