import Client
import Core

/// Reads the client's log entries as the lines of the domain. One reader at a time, which awaits each line.
actor LogLines {
    private var entries: AsyncThrowingStream<LogEntry, any Error>.AsyncIterator

    init(_ entries: AsyncThrowingStream<LogEntry, any Error>) { self.entries = entries.makeAsyncIterator() }

    func next() async throws -> [LogLine]? {
        var iterator = entries
        defer { entries = iterator }
        guard let entry = try await iterator.next(isolation: self) else { return nil }
        return [LogLine(stream: entry.isError ? .stderr : .stdout, text: entry.text, partition: entry.partition)]
    }
}
