import Core

/// Says in the task's terms how a run ended.
struct OutcomeMapper {
    let context: WasiContext
    let memoryLimit: UInt64

    /// The outcome of a task that could not be started, here or anywhere.
    static func refusal(_ error: CoreError, _ request: ExecutionRequest) -> ExecutionOutcome {
        var outcome = ExecutionOutcome(exitCode: 1)
        outcome.failure = error
        outcome.isPermanent = true
        outcome.isRepeatable = false
        outcome.results = request.task.resultPaths
            .map { ResultEntry(name: $0.name, node: .directory([])) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return outcome
    }

    /// The outcome of a run.
    ///
    /// Throws a `CoreError` with code `cancelled` when it was asked to stop.
    ///
    /// A program that returns without calling `proc_exit` has exit code 0.
    func outcome(_ failure: WasmtimeFailure?, _ usage: Usage) throws(CoreError) -> ExecutionOutcome {
        var outcome = ExecutionOutcome(exitCode: 0)
        switch context.ending {
        case .exit(let code)?: outcome.exitCode = Int(code)
        case .deadline?:
            outcome.failure = timeout()
            // How far a program gets in so much time depends on the machine.
            outcome.isRepeatable = false
        case .cancelled?: throw CoreError(.cancelled, "the run was cancelled", component: "wasm")
        case .failed(let error)?:
            outcome.failure = error
            outcome.isRepeatable = false
        case nil:
            outcome.failure = failure.map { describe($0, usage.memoryPeakBytes) }
            // How deep the stack is depends on the machine code; a failure without a trap is of the host.
            outcome.isRepeatable = failure.map { $0.trap != nil && $0.trap != .stackOverflow } ?? true
        }
        outcome.results = context.takeResults()
        if outcome.failure == nil, context.hasExceededOutput { outcome.failure = tooMuchOutput() }
        if outcome.failure != nil {
            if case .exit = context.ending {} else { outcome.exitCode = 1 }
            outcome.isPermanent = outcome.failure?.code != .io
        }
        outcome.usage = usage
        outcome.usage.outputBytes = context.outputBytes
        outcome.usage.inputBytes = context.mounts.reduce(0) { $0 + $1.node.contentBytes }
        outcome.stdout = context.stdout.takeResult()
        outcome.stdoutTruncated = context.stdout.isTruncated
        outcome.stderr = context.stderr.takeResult()
        outcome.stderrTruncated = context.stderr.isTruncated
        return outcome
    }

    private func describe(_ failure: WasmtimeFailure, _ memoryBytes: UInt64) -> CoreError {
        guard let trap = failure.trap else {
            return CoreError(
                .validation,
                "the program cannot be instantiated",
                component: "wasm",
                cause: failure.message
            )
        }
        let place = failure.frames.isEmpty ? "" : " in " + failure.frames.joined(separator: " < ")
        if trap == .outOfFuel {
            return CoreError(
                .exhausted,
                "out of fuel: the program used all of its \(context.limits.fuel ?? 0) units\(place)",
                hint: "raise the task's fuel",
                component: "wasm"
            )
        }
        if trap == .unreachable || trap == .memoryOutOfBounds, let memory = memoryTrouble(memoryBytes) {
            return CoreError(
                .exhausted,
                "\(memory), and trapped: \(trap.text)\(place)",
                hint: "raise the task's Memory",
                component: "wasm"
            )
        }
        return CoreError(.validation, "the program trapped: \(trap.text)\(place)", component: "wasm")
    }

    /// Wasmtime does not tell that it refused memory; a program that traps with hardly any left likely ran out.
    private func memoryTrouble(_ memoryBytes: UInt64) -> String? {
        let room = memoryLimit - min(memoryBytes, memoryLimit)
        guard room < max(1 << 20, memoryLimit / 16) else { return nil }
        return "memory limit exceeded: the program held \(memoryBytes) bytes of the \(memoryLimit) that it may use"
    }

    private func timeout() -> CoreError {
        CoreError(
            .timeout,
            "the program took longer than \(context.limits.wallTime ?? .zero)",
            hint: "raise the task's ExecutionTimeout",
            component: "wasm"
        )
    }

    private func tooMuchOutput() -> CoreError {
        CoreError(
            .exhausted,
            "the program tried to leave more than the task allows: \(context.limits.outputBytesMax) bytes in "
                + "\(context.limits.outputFilesMax) files",
            hint: "what was written until then is in the result",
            component: "wasm"
        )
    }
}
