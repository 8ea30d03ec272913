package import Core

extension WasmExecutionEngine {
    /// The smallest program with an entrypoint: `(module (func (export "_start")))`.
    package static let trivialModule: [UInt8] = [
        0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00,
        0x07, 0x0A, 0x01, 0x06, 0x5F, 0x73, 0x74, 0x61, 0x72, 0x74, 0x00, 0x00, 0x0A, 0x04, 0x01, 0x02, 0x00, 0x0B,
    ]
    private static let callsPerRound = 32

    /// Measures runs of the trivial module in this engine beside bare runs of it in Wasmtime, on the calling thread.
    ///
    /// For benchmarks: a bare run has the same limits but no host functions, clock, result or usage.
    package func compareWithFloor(rounds: Int) throws -> FloorComparison {
        var task = TaskSpec()
        task.engine = TypedSpec(type: kind, params: .object([.init("EntryModule", .string("main.wasm"))]))
        task.inputs = [InputSpec(source: TypedSpec(type: "inline"), target: "main.wasm")]
        var request = ExecutionRequest(
            executionID: ExecutionID("e-floor"),
            task: task,
            mounts: [Mount(target: "main.wasm", node: .bytes(Self.trivialModule))],
            scratchPath: "/tmp"
        )
        request.deterministicSeed = 1
        request.limits.wallTime = .seconds(60)
        request.limits.fuel = 1 << 40
        let bare = try BareRun(try runner.get(), request)
        return try FloorComparison(
            rounds: rounds,
            callsPerRound: Self.callsPerRound,
            now: { HostClock.monotonic },
            floor: bare.run,
            own: {
                let outcome = try runBlocking(request)
                if let failure = outcome.failure { throw failure }
            }
        )
    }
}
