import ContentAddressing
package import Core

extension OrchestratorService {
    package func logs(
        matching text: String,
        namespace: String?,
        _ query: LogQuery
    ) async throws -> AsyncThrowingStream<[LogLine], any Error> {
        let job = try await store.job(matching: text, namespace: namespace)
        if !query.executionID.isEmpty {
            let execution = try await store.execution(matching: query.executionID)
            guard execution.jobID == job.id else {
                throw CoreError(
                    .notFound,
                    "execution \(query.executionID) is not one of job \(job.id)",
                    hint: "'bacalhau job executions \(job.id.text.shortID)' lists them",
                    component: "JobStore"
                )
            }
        }
        let (stream, continuation) = AsyncThrowingStream<[LogLine], any Error>.makeStream(bufferingPolicy: .unbounded)
        let reader = LogReader(service: self, job: job, query: query, sink: continuation)
        // The stream is the owner: when its reader goes away, the task ends.
        let task = Task { await reader.run() }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}

/// Gives the lines of a job's partitions in their order: live ones while they run, stored ones afterwards.
struct LogReader: Sendable {
    /// How often a partition that has not started is looked at again.
    static let pollInterval: Duration = .milliseconds(100)
    /// The most bytes that are handed on in one piece.
    static let pieceBytesMax = 1 << 16

    let service: OrchestratorService
    let job: Job
    let query: LogQuery
    let sink: AsyncThrowingStream<[LogLine], any Error>.Continuation

    func run() async {
        do {
            if query.executionID.isEmpty {
                try await readPartitions()
            } else {
                try await read(try await service.store.execution(matching: query.executionID))
            }
            sink.finish()
        } catch {
            sink.finish(throwing: error)
        }
    }

    private func readPartitions() async throws {
        var partition = 0
        while !Task.isCancelled {
            let current = try await service.store.job(matching: job.id.text, namespace: nil)
            if try await readPartition(partition, current) { partition += 1 }
            if partition >= max(current.partitions, 1) { return }
        }
    }

    /// Reads the best run of a partition; false when it has to be looked at again.
    private func readPartition(_ partition: Int, _ current: Job) async throws -> Bool {
        let executions = try await service.store.executions(of: job.id, version: current.version)
        let mine = executions.filter { $0.partition == partition }
        let waits = query.isFollow && !current.state.isTerminal
        guard let best = mine.last(where: { $0.state == .completed }) ?? mine.last else {
            if waits { try await Task.sleep(for: Self.pollInterval) }
            return !waits
        }
        try await read(best)
        guard query.isFollow else { return true }
        return try await isLastRun(best)
    }

    /// Waits until the run that was read is over in the records; false when the partition runs again after it.
    private func isLastRun(_ execution: Execution) async throws -> Bool {
        while !Task.isCancelled {
            let now = try await service.store.execution(matching: execution.id.text)
            if now.state == .completed { return true }
            if now.state.isTerminal {
                return try await service.store.job(matching: job.id.text, namespace: nil).state.isTerminal
            }
            try await Task.sleep(for: Self.pollInterval)
        }
        return true
    }

    /// Reads a run while it prints, or from its record when it is over.
    ///
    /// A run that has ended on its node but is not yet recorded is neither: it is looked at again.
    private func read(_ execution: Execution) async throws {
        var current = execution
        while !Task.isCancelled {
            if await readLive(current) { return }
            if current.state.isTerminal || !query.isFollow { break }
            try await Task.sleep(for: Self.pollInterval)
            current = try await service.store.execution(matching: current.id.text)
        }
        guard !query.isTail else { return }
        try await replay(current)
    }

    /// False when the run does not print on a node of this process.
    private func readLive(_ execution: Execution) async -> Bool {
        let followsOn = query.isFollow || query.isTail
        let live = service.liveOutput.output(of: execution.id, fromStart: !query.isTail, untilEnd: followsOn)
        guard let live else { return false }
        var splitter = LineSplitter(partition: execution.partition)
        for await (stream, bytes) in live {
            let lines = splitter.append(bytes, stream)
            if !lines.isEmpty { sink.yield(lines) }
        }
        let rest = splitter.finish()
        if !rest.isEmpty { sink.yield(rest) }
        return true
    }

    /// Reads `stdout` and then `stderr` of the result tree; without one, the short text kept in the record.
    private func replay(_ execution: Execution) async throws {
        for (stream, name) in [(OutputStream.stdout, "stdout"), (.stderr, "stderr")] {
            var splitter = LineSplitter(partition: execution.partition)
            if let root = execution.result {
                try await ContentCursor(exchange: service.exchange).read(root, path: [name]) { bytes in
                    let lines = splitter.append(bytes, stream)
                    if !lines.isEmpty { sink.yield(lines) }
                }
            } else if let output = execution.output {
                let text = stream == .stdout ? output.stdout : output.stderr
                let lines = splitter.append(Array(text.utf8), stream)
                if !lines.isEmpty { sink.yield(lines) }
            }
            let rest = splitter.finish()
            if !rest.isEmpty { sink.yield(rest) }
        }
    }
}

/// Cuts what a program prints into lines, one buffer per stream.
struct LineSplitter {
    /// A longer line is handed on in pieces.
    static let lineBytesMax = 1 << 16

    let partition: Int
    private var pending: [OutputStream: [UInt8]] = Dictionary()

    init(partition: Int) { self.partition = partition }

    mutating func append(_ bytes: [UInt8], _ stream: OutputStream) -> [LogLine] {
        var buffer = pending[stream] ?? []
        var lines: [LogLine] = []
        for byte in bytes {
            buffer.append(byte)
            if byte == 0x0A || buffer.count >= Self.lineBytesMax {
                lines.append(
                    LogLine(stream: stream, text: String(decoding: buffer, as: UTF8.self), partition: partition)
                )
                buffer.removeAll(keepingCapacity: true)
            }
        }
        pending[stream] = buffer
        return lines
    }

    /// What stood behind the last newline.
    mutating func finish() -> [LogLine] {
        [OutputStream.stdout, .stderr].compactMap { stream in
            guard let rest = pending[stream], !rest.isEmpty else { return nil }
            pending[stream] = []
            return LogLine(stream: stream, text: String(decoding: rest, as: UTF8.self), partition: partition)
        }
    }
}
