import ContentAddressing
package import Core

/// What a node runs executions with.
package struct NodeParts: Sendable {
    package var engines: [any ExecutionEngine]
    package var sources: [any InputSource]
    package var publishers: [any Publisher]
    package var results: any ResultStore
    package var journal: any NodeJournal
    package var output: OutputHub
    /// A folder of this node for scratch space; one folder per execution is made below it when it is needed.
    package var scratchPath: String
    /// Removes a scratch folder with all that is in it; a folder that does not exist is no error.
    package var removeScratch: @Sendable (String) -> Void
    package var permitsNetwork: Bool
    /// The value of a variable of the host that jobs may ask for as `env:NAME`; nil when the operator does not permit
    /// it.
    package var hostVariable: @Sendable (String) -> String?
    package var streamBytesMax: Int
    let seeds = SeedMemory()

    package init(
        engines: [any ExecutionEngine],
        sources: [any InputSource],
        publishers: [any Publisher],
        results: any ResultStore,
        journal: any NodeJournal,
        output: OutputHub,
        scratchPath: String,
        removeScratch: @escaping @Sendable (String) -> Void
    ) {
        self.engines = engines
        self.sources = sources
        self.publishers = publishers
        self.results = results
        self.journal = journal
        self.output = output
        self.scratchPath = scratchPath
        self.removeScratch = removeScratch
        permitsNetwork = false
        hostVariable = { _ in nil }
        streamBytesMax = 16 << 20
    }

    /// The engine of a task, if this node has it.
    func engine(for task: TaskSpec) -> (any ExecutionEngine)? {
        engines.first { $0.kind.equalsIgnoringCase(task.engine.type) }
    }

    /// Where an execution of the task is done; nil means on the threads that all tasks share.
    func threads(for task: TaskSpec) -> (any TaskExecutor)? { engine(for: task)?.threads }
}

/// Does one execution from its inputs to its stored result.
struct ExecutionRunner: Sendable {
    let parts: NodeParts
    let clock: @Sendable () -> Timestamp
    let onPhase: @Sendable (ExecutionID, ExecutionPhase, String) -> Void

    /// Never throws: whatever goes wrong is in the report.
    func run(_ order: ExecutionOrder) async -> ExecutionReport {
        let id = order.execution.id
        let scratch = parts.scratchPath + "/" + id.text
        defer { parts.removeScratch(scratch) }
        do {
            return try await run(order, scratch: scratch)
        } catch is CancellationError {
            return ExecutionReport(executionID: id, ending: .cancelled, message: "stopped while it ran")
        } catch {
            return failure(id, error)
        }
    }

    private func failure(_ id: ExecutionID, _ error: any Error) -> ExecutionReport {
        var report = ExecutionReport(executionID: id, ending: .failed, message: "\(error)")
        if let core = error as? CoreError {
            report.isPermanent = [.validation, .badRequest, .gone].contains(core.code)
        }
        return report
    }

    private func run(_ order: ExecutionOrder, scratch: String) async throws -> ExecutionReport {
        let task = order.job.spec.task
        guard let engine = parts.engine(for: task) else {
            var report = ExecutionReport(executionID: order.execution.id, ending: .rejected)
            report.message = "engine '\(task.engine.type)' is not on this node"
            return report
        }
        var fetched: UInt64 = 0
        var request = ExecutionRequest(executionID: order.execution.id, task: task, scratchPath: scratch)
        request.mounts = try await mounts(order, scratch: scratch, fetched: &fetched)
        let env = try resolvedEnvironment(task)
        fill(&request, order, env: env)
        onPhase(order.execution.id, .preparing, "")
        try await engine.prepare(request)
        onPhase(order.execution.id, .running, "")
        var outcome = try await engine.run(request)
        outcome.usage.inputBytes = request.mounts.reduce(0) { $0 &+ $1.node.contentBytes }
        outcome.usage.fetchedBytes = fetched
        return try await finish(order, outcome)
    }

    private func fill(_ request: inout ExecutionRequest, _ order: ExecutionOrder, env: StringMap) {
        let task = order.job.spec.task
        request.permitsNetwork = parts.permitsNetwork && task.network.mode.wantsNetwork
        if !request.permitsNetwork { request.deterministicSeed = parts.seeds.seed(order) }
        request.env = env.merging(
            SystemEnvironment.make(
                executionID: order.execution.id,
                jobID: order.job.id,
                jobType: order.job.spec.type,
                partition: order.execution.partition,
                partitionCount: order.job.partitions,
                deterministicSeed: request.deterministicSeed
            )
        )
        request.limits.cpuMillis = order.execution.allocated.cpuMillis
        request.limits.memoryBytes = order.execution.allocated.memoryBytes
        if order.execution.allocated.diskBytes > 0 {
            request.limits.outputBytesMax = order.execution.allocated.diskBytes
        }
        request.limits.streamBytesMax = parts.streamBytesMax
        if let deal = order.deal, deal.fuelMax > 0 { request.limits.fuel = deal.fuelMax }
        let seconds = task.timeouts.executionSeconds
        if seconds > 0 { request.limits.wallTime = .seconds(seconds) }
        let id = order.execution.id
        let hub = parts.output
        request.onOutput = { stream, bytes in hub.append(id, stream, bytes) }
        request.onPhase = { [onPhase] phase, detail in onPhase(id, phase, detail) }
    }

    /// The task's variables, with `env:NAME` replaced by the host's.
    private func resolvedEnvironment(_ task: TaskSpec) throws -> StringMap {
        var env = task.env
        for pair in task.env.pairs where pair.value.hasPrefix(Self.hostPrefix) {
            let name = String(pair.value.dropFirst(Self.hostPrefix.count))
            guard let value = parts.hostVariable(name) else {
                throw CoreError(
                    .forbidden,
                    "Env.\(pair.key) asks for the host's variable \(name), which this node does not give",
                    hint: "the operator permits names with Compute.Env.AllowList",
                    component: "ComputeNode"
                )
            }
            env[pair.key] = value
        }
        return env
    }

    private static let hostPrefix = "env:"

    // MARK: - Inputs

    private func mounts(_ order: ExecutionOrder, scratch: String, fetched: inout UInt64) async throws -> [Mount] {
        var mounts: [Mount] = []
        for (index, input) in order.job.spec.task.inputs.enumerated() {
            var source = input.source
            if let share = order.share, share.inputIndex == index {
                source = TypedSpec(type: "ipfs", params: .object([.init("CID", .string(share.root.description))]))
            }
            guard let fetcher = parts.sources.first(where: { $0.kind.lowercased() == source.type.lowercased() }) else {
                throw CoreError(
                    .validation,
                    "input source '\(source.type)' is not supported by this node",
                    component: "InputSources"
                )
            }
            let id = order.execution.id
            let ready = try await fetcher.fetch(source, scratchPath: scratch) { [onPhase] done, total in
                let amount = total.map { "\(done) of \($0) bytes" } ?? "\(done) bytes"
                onPhase(id, .fetching, "\(input.target): \(amount)")
            }
            fetched &+= ready.fetchedBytes
            mounts.append(Mount(target: input.target, node: ready.node, isReadOnly: ready.isReadOnly))
        }
        return mounts
    }

    // MARK: - Results

    private func finish(_ order: ExecutionOrder, _ outcome: ExecutionOutcome) async throws -> ExecutionReport {
        var outcome = outcome
        var report = ExecutionReport(executionID: order.execution.id, ending: .completed)
        report.output = RunOutput(outcome)
        report.isRepeatable = outcome.isRepeatable
        if let failure = outcome.failure {
            report.ending = .failed
            report.message = failure.description
            report.isPermanent = outcome.isPermanent
            report.output?.errorMessage = failure.message
        }
        let stored = try await parts.results.put(outcome)
        outcome.usage.outputBytes = stored.contentBytes
        report.usage = outcome.usage
        report.result = stored.cid
        report.resultTsize = stored.tsize
        let wanted = order.job.spec.task.publisher
        if report.ending == .completed, !wanted.type.isEmpty, let publisher = publisher(for: wanted) {
            onPhase(order.execution.id, .publishing, "")
            report.published = try await publisher.publish(stored.cid, of: order.execution, publisher: wanted)
        }
        return report
    }

    private func publisher(for spec: TypedSpec) -> (any Publisher)? {
        parts.publishers.first { $0.kind.lowercased() == spec.type.lowercased() }
    }
}

extension RunOutput {
    /// The short form of what a run printed.
    init(_ outcome: ExecutionOutcome) {
        self.init()
        exitCode = outcome.exitCode
        (stdout, stdoutTruncated) = Self.short(outcome.stdout, wasTruncated: outcome.stdoutTruncated)
        (stderr, stderrTruncated) = Self.short(outcome.stderr, wasTruncated: outcome.stderrTruncated)
    }

    private static func short(_ node: ResultNode, wasTruncated: Bool) -> (String, Bool) {
        switch node {
        case .bytes(let bytes) where bytes.isEmpty: ("", wasTruncated)
        case .bytes(let bytes):
            (String(decoding: bytes.prefix(textBytesMax), as: UTF8.self), wasTruncated || bytes.count > textBytesMax)
        case .file, .directory, .symlink: ("", true)
        }
    }
}
