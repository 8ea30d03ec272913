import ArgumentParser
import Core

/// Prints log lines as they come, each to its own stream.
enum LogPrinter {
    static func print(_ lines: AsyncThrowingStream<[LogLine], any Error>) async throws {
        let console = CommandContext.current.console
        for try await group in lines {
            for line in group {
                if line.stream == .stdout { try console.write(line.text) } else { console.writeError(line.text) }
            }
        }
    }
}
