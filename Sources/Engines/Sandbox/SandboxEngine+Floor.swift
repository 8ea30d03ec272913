package import Core
import Glibc

extension SandboxEngine {
    /// Measures whole runs of `/bin/true` in this engine beside bare calls of bubblewrap, on the calling thread.
    ///
    /// For benchmarks: a bare call has the same namespaces, binds and mounts, and is only started and waited for; it
    /// has no control group, no limits, no pipes and no folders for results. What `run` adds, a thread, is in neither.
    ///
    /// The runs make their folders below `folder`, which the caller removes.
    package func compareWithFloor(rounds: Int, folder: String) throws -> FloorComparison {
        let system = try usableSystem()
        var task = TaskSpec()
        task.engine = TypedSpec(type: kind, params: .object([.init("Executable", .array([.string("/bin/true")]))]))
        var request = ExecutionRequest(executionID: ExecutionID("e-floor"), task: task, scratchPath: "")
        request.limits.wallTime = .seconds(60)
        try validate(task)
        let limits = request.limits
        var count = 0
        return try FloorComparison(
            rounds: rounds,
            callsPerRound: 1,
            now: HostCall.monotonicNanoseconds,
            floor: { try Self.callBubblewrap(system, memoryBytes: limits.memoryBytes) },
            own: {
                count += 1
                request.scratchPath = folder + "/run-\(count)"
                let outcome = try runBlocking(request, KillSwitch())
                if let failure = outcome.failure { throw failure }
            }
        )
    }

    /// Starts bubblewrap with the mounts of a task without inputs, and waits for its end.
    private static func callBubblewrap(_ system: HostSystem, memoryBytes: Int64) throws {
        let options = BubblewrapOptions(
            system: system,
            permitsNetwork: false,
            memoryBytes: memoryBytes,
            environment: StringMap(),
            workFolder: SandboxPaths.privateWork
        )
        let words = options.encoded().split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let null = OwnedDescriptor(open("/dev/null", O_RDWR | O_CLOEXEC))
        guard null.isOpen else { throw HostCall.failure("open /dev/null") }
        var child = ChildRequest(path: system.bubblewrap, arguments: words + ["--", "/bin/true"])
        child.tree = options.tree()
        child.descriptors = [null.number, null.number, null.number]
        let code = try ChildProcess.start(child).wait().code
        guard code == 0 else { throw CoreError(.io, "bubblewrap ended with \(code)", component: HostCall.component) }
    }
}
