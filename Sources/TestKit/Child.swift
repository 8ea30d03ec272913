import Dispatch
package import Foundation
import Glibc
import Synchronization

/// A child process whose output goes to files.
package final class Child: Sendable {
    /// What nothing here takes, however busy the machine is.
    package static let limit = Duration.seconds(60)

    private let process: SpawnedProcess
    private let folder: TemporaryFolder
    private let command: String
    private let ended: AsyncStream<Void>
    private let isLate = Mutex(false)

    package var pid: pid_t { process.pid }
    package var isRunning: Bool { process.isRunning }
    /// What it has printed so far.
    package var output: String { (try? folder.text("stdout")) ?? "" }
    package var error: String { (try? folder.text("stderr")) ?? "" }

    /// Starts the program; `input` becomes its standard input.
    package init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        workingFolder: String = "/",
        input: Data = Data()
    ) throws {
        folder = try TemporaryFolder()
        command = ([URL(fileURLWithPath: path).lastPathComponent] + arguments).joined(separator: " ")
        let (stream, sink) = AsyncStream.makeStream(of: Void.self)
        ended = stream
        process = try SpawnedProcess(
            path,
            arguments,
            environment: environment,
            workingFolder: workingFolder,
            streams: (
                input: .file(try folder.write(input, to: "stdin")),
                output: .file(try folder.write("", to: "stdout")), error: .file(try folder.write("", to: "stderr"))
            ),
            onEnd: { sink.finish() }
        )
    }

    deinit {
        process.signal(SIGKILL)
        folder.remove()
    }

    package func signal(_ number: Int32) { process.signal(number) }

    /// Kills it because its time is over; one that has ended was not late, whenever we get to hear of it.
    package func expire() {
        if process.signal(SIGKILL) { isLate.withLock { $0 = true } }
    }

    /// Waits for the end; a child that is not done within the limit is killed and an error.
    package func finish(within limit: Duration = Child.limit) async throws -> Finished {
        let seconds = Double(limit.components.seconds)
        let watch = DispatchSource.makeTimerSource(queue: .global())
        watch.schedule(deadline: .now() + seconds)
        watch.setEventHandler { self.expire() }
        watch.resume()
        for await _ in ended {}
        watch.cancel()
        let finished = Finished(
            command: command,
            status: process.status ?? -SIGKILL,
            output: try folder.data("stdout"),
            error: error
        )
        guard !isLate.withLock({ $0 }) else { throw ProgramFailure("not done after \(limit): \(finished)") }
        return finished
    }

    /// Runs a program to its end.
    package static func run(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        workingFolder: String = "/",
        input: Data = Data(),
        within limit: Duration = Child.limit
    ) async throws -> Finished {
        try await Child(path, arguments, environment: environment, workingFolder: workingFolder, input: input)
            .finish(within: limit)
    }
}
