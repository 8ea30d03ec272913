package import Core
import Synchronization

/// Runs WebAssembly modules with WASI preview 1 in Wasmtime, in this process.
///
/// The guest sees a file system of its own (inputs by reference, result folders to write to), no network and, in a
/// deterministic run, a clock and randomness that come from the seed. Each run has a thread of the engine's own.
package final class WasmExecutionEngine: ExecutionEngine {
    /// Wasm code may use 512 KiB of it, host functions and Wasmtime the rest.
    private static let stackBytes = 2 << 20
    private static let compilerThreadsMax = 2

    package let kind = "wasm"
    private let runThreads: EngineThreads
    private let compilePool: WorkerPool
    /// The parts that need the library, or why there are none.
    private let runner: Result<ModuleRunner, CoreError>

    /// Loads the library and makes the engine; `probe` says when that did not work, and every run throws it.
    package init(_ settings: WasmSettings) {
        let runPool = WorkerPool(
            name: "wasm-run",
            threadsMax: settings.concurrentRunsMax,
            waitingMax: settings.waitingRunsMax,
            stackBytes: Self.stackBytes
        )
        runThreads = EngineThreads(runPool)
        compilePool = WorkerPool(
            name: "wasm-compile",
            threadsMax: Self.compilerThreadsMax,
            waitingMax: settings.waitingRunsMax,
            stackBytes: Self.stackBytes
        )
        do {
            let library = try WasmtimeLibrary.load(path: settings.libraryPath)
            let ticker = try EpochTicker(onTick: { [weak runPool] in runPool?.widen() })
            let store = try ModuleStore(library: library, settings: settings, ticker: ticker)
            runner = .success(ModuleRunner(library: library, store: store, ticker: ticker))
        } catch let error as CoreError {
            runner = .failure(error)
        } catch {
            runner = .failure(
                CoreError(.internalError, "cannot make the wasm engine", component: "wasm", cause: "\(error)")
            )
        }
    }

    package func probe() async -> EngineStatus {
        switch runner {
        case .success(let runner):
            let isPooled = runner.store.isPooled
            return EngineStatus(
                kind: kind,
                isAvailable: true,
                version: "wasmtime \(WasmtimeLibrary.majorVersion)",
                reason: isPooled
                    ? "" : "runs are slower: instances are not pooled, for want of address space or by choice"
            )
        case .failure(let error): return EngineStatus(kind: kind, isAvailable: false, reason: error.description)
        }
    }

    package func validate(_ task: TaskSpec) throws {
        guard task.engine.type.lowercased() == kind else {
            throw CoreError(
                .validation,
                "the engine is '\(task.engine.type)', not '\(kind)'",
                component: "wasm"
            )
        }
        let parameters = try WasmParameters(task.engine)
        // An input may be a folder above the module, so only a task without inputs is surely wrong.
        guard !task.inputs.isEmpty else {
            throw CoreError(
                .validation,
                "EntryModule is '\(parameters.entryModule)', but the task has no inputs",
                hint: "add an input whose target is that path",
                component: "wasm"
            )
        }
    }

    package var threads: (any TaskExecutor)? { runThreads }

    /// Compiles the task's modules and checks that its inputs and result paths can be laid out.
    ///
    /// Throws `validation` or `tooLarge` when the task is at fault.
    package func prepare(_ request: ExecutionRequest) async throws {
        let runner = try runner.get()
        let parameters = try WasmParameters(request.task.engine)
        if try !runner.isLoaded(request, parameters) {
            try await perform(on: compilePool) { cancel in
                do {
                    _ = try runner.load(request, parameters, cancel)
                } catch let error as CoreError where error.code == .cancelled {
                    throw CancellationError()
                }
            }
        }
        try GuestFileSystem.check(request)
    }

    package func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome {
        let runner = try runner.get()
        let cancel = CancelFlag()
        return try await withTaskCancellationHandler {
            try await withTaskExecutorPreference(runThreads) { try runner.run(request, cancel: cancel) }
        } onCancel: {
            cancel.set()
        }
    }

    /// Runs the task on the calling thread, which needs 1 MiB of stack.
    ///
    /// For callers with threads of their own and for measurements; otherwise as `run`, but without cancellation.
    package func runBlocking(_ request: ExecutionRequest) throws -> ExecutionOutcome {
        try runner.get().run(request, cancel: CancelFlag())
    }

    /// Does blocking work on a pool; cancelling the task sets the work's flag and drops it if it has not begun.
    private func perform<Result: Sendable>(
        on pool: WorkerPool,
        _ work: @escaping @Sendable (CancelFlag) throws -> Result
    ) async throws -> Result {
        let cancel = CancelFlag()
        let id = pool.makeID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
                let job = WorkerPool.Job(
                    id: id,
                    run: { continuation.resume(with: Swift.Result { try work(cancel) }) },
                    drop: { continuation.resume(throwing: CancellationError()) }
                )
                do {
                    try pool.submit(job, isDropped: { cancel.isSet })
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            cancel.set()
            pool.drop(id)
        }
    }
}
