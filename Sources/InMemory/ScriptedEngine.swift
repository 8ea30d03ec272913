package import Core

/// The `noop` engine: it runs no program, but does what its parameters say (see ``NoopScript``).
///
/// With no parameters it ends at once with exit code 0, as v1's test engine does. Tests and development mode drive it:
/// how long a run takes, what it prints, how it ends. Time is the clock's that it is given.
package struct ScriptedEngine: ExecutionEngine {
    package let kind: String
    private let clock: any Clock<Duration>

    package init(kind: String = "noop", clock: any Clock<Duration> = ContinuousClock()) {
        self.kind = kind
        self.clock = clock
    }

    package func probe() async -> EngineStatus { EngineStatus(kind: kind, isAvailable: true, version: "1") }

    package func validate(_ task: TaskSpec) throws { _ = try NoopScript(task.engine.params) }

    package func prepare(_ request: ExecutionRequest) async throws {
        let script = try NoopScript(request.task.engine.params)
        guard let failure = script.prepareFailure else { return }
        throw CoreError(.internalError, failure, component: kind)
    }

    package func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome {
        let script = try NoopScript(request.task.engine.params)
        let wanted = Duration.milliseconds(script.milliseconds)
        let taken = min(wanted, request.limits.wallTime ?? wanted)
        request.onPhase?(.running, "")
        if taken > .zero { try await clock.sleep(for: taken) }
        try Task.checkCancellation()
        var outcome = ExecutionOutcome(exitCode: script.exitCode)
        outcome.usage.wallNanoseconds = UInt64(max(0, taken.wholeNanoseconds))
        outcome.usage.inputBytes = request.mounts.reduce(0) { $0 + $1.node.contentBytes }
        if taken < wanted {
            outcome.failure = CoreError(
                .timeout,
                "the run was ended after its limit of \(taken)",
                hint: "raise Timeouts.ExecutionTimeout",
                component: kind
            )
            outcome.exitCode = 137
            return outcome
        }
        write(script, request, &outcome)
        if let failure = script.failure {
            outcome.failure = CoreError(.internalError, failure, component: kind)
            outcome.isPermanent = script.isPermanent
        }
        return outcome
    }

    private func write(_ script: NoopScript, _ request: ExecutionRequest, _ outcome: inout ExecutionOutcome) {
        let (stdout, stdoutTruncated) = emit(script.stdout, .stdout, request)
        let (stderr, stderrTruncated) = emit(script.stderr, .stderr, request)
        outcome.stdout = .bytes(stdout)
        outcome.stdoutTruncated = stdoutTruncated
        outcome.stderr = .bytes(stderr)
        outcome.stderrTruncated = stderrTruncated
        outcome.results = script.results.pairs.map { pair in
            ResultEntry(
                name: pair.key,
                node: .directory([ResultEntry(name: "out", node: .bytes(Array(pair.value.utf8)))])
            )
        }
        let resultBytes = script.results.pairs.reduce(0) { $0 + $1.value.utf8.count }
        outcome.usage.outputBytes = UInt64(stdout.count + stderr.count + resultBytes)
    }

    /// Hands the text on as output and gives the bytes that are kept.
    private func emit(_ text: String, _ stream: OutputStream, _ request: ExecutionRequest) -> ([UInt8], Bool) {
        let limit = max(0, request.limits.streamBytesMax)
        let bytes = Array(text.utf8.prefix(limit))
        if !bytes.isEmpty { request.onOutput?(stream, bytes) }
        return (bytes, text.utf8.count > limit)
    }
}
