import ContentAddressing
import Core
import HTTPTypes
import HummingbirdCore
import NIOCore

/// `GET jobs/:id/output`: what the programs printed, all partitions joined in their order, as plain text.
struct JobOutput: Sendable {
    let jobs: any JobService
    let data: any DataService

    var routes: [Route] { [Route(.get, RoutePrefix.orchestrator + "/jobs/:id/output", output)] }

    @Sendable
    private func output(_ request: APIRequest) async throws -> Response {
        let query = try request.query
        let stream: OutputStream
        switch query.text("stream") {
        case nil, "stdout": stream = .stdout
        case "stderr": stream = .stderr
        case let text?:
            throw APIError(.badRequest, "stream=\(text) is not known", hint: "use stdout or stderr")
        }
        let isFollow = try query.flag("follow")
        let namespace = APIRequest.namespace(in: query)
        let job = try await jobs.job(matching: request.subject, namespace: namespace, version: 0)
        let headers: HTTPFields = [.contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff"]
        if isFollow, !job.state.isTerminal {
            var wanted = LogQuery()
            wanted.isFollow = true
            let lines = try await jobs.logs(matching: job.id.text, namespace: nil, wanted)
            return .stream(headers: headers, on: request.channel) { writer in
                try await Self.copy(lines, of: stream, to: writer)
            }
        }
        let runs = Self.newest(try await jobs.executions(matching: job.id.text, namespace: nil, version: job.version))
        return .stream(headers: headers, on: request.channel) { writer in
            for run in runs { try await write(run, stream, to: writer) }
        }
    }

    /// The last run of each partition, in the order of partitions; runs that were refused or ended early count only
    /// when there is no better one.
    static func newest(_ executions: [Execution]) -> [Execution] {
        let ordered = executions.sorted { left, right in
            (left.partition, rank(left), left.attempt) < (right.partition, rank(right), right.attempt)
        }
        var result: [Execution] = []
        for run in ordered {
            if result.last?.partition == run.partition { result.removeLast() }
            result.append(run)
        }
        return result
    }

    private static func rank(_ run: Execution) -> Int {
        switch run.state {
        case .askForBidRejected, .bidRejected, .cancelled, .undefined: 0
        case .completed: 2
        default: 1
        }
    }

    /// The whole text from the result, the short text of a run that left none, or what a running one printed so far.
    private func write(_ run: Execution, _ stream: OutputStream, to writer: ChunkWriter) async throws {
        if let result = run.result, let file = try? await data.resolve(result, path: [stream.fileName]) {
            let content = FileContent(root: file, source: data)
            return try await content.copy(0..<UInt64.max, to: writer)
        }
        if let output = run.output {
            return try await writer.write(Array((stream == .stdout ? output.stdout : output.stderr).utf8))
        }
        guard !run.state.isTerminal else { return }
        var wanted = LogQuery()
        wanted.executionID = run.id.text
        let lines = try await jobs.logs(matching: run.jobID.text, namespace: nil, wanted)
        try await Self.copy(lines, of: stream, to: writer)
    }

    private static func copy(
        _ lines: AsyncThrowingStream<[LogLine], any Error>,
        of stream: OutputStream,
        to writer: ChunkWriter
    ) async throws {
        for try await group in lines {
            var buffer = ByteBuffer()
            for line in group where line.stream == stream { buffer.writeString(line.text) }
            try await writer.write(buffer)
        }
    }
}

extension OutputStream {
    /// The name of the file in a result tree.
    fileprivate var fileName: String { self == .stdout ? "stdout" : "stderr" }
}
