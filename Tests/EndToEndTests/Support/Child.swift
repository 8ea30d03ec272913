import Dispatch
import Foundation

/// A child process whose output goes to files.
///
/// Unchecked because `Process` is not marked: it is set up in `init` and afterwards only asked for its pid and state,
/// which Foundation guards itself.
final class Child: @unchecked Sendable {
    /// What nothing here takes, however busy the machine is.
    static let limit = Duration.seconds(60)

    private let process = Process()
    private let folder: TemporaryFolder
    private let command: String
    private let ended: AsyncStream<Void>

    var pid: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    /// What it has printed so far.
    var output: String { (try? folder.text("stdout")) ?? "" }
    var error: String { (try? folder.text("stderr")) ?? "" }

    /// Starts the program; `input` becomes its standard input.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String],
        workingFolder: String = "/",
        input: Data = Data()
    ) throws {
        folder = try TemporaryFolder()
        command = ([URL(fileURLWithPath: path).lastPathComponent] + arguments).joined(separator: " ")
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: workingFolder)
        process.standardInput = FileHandle(forReadingAtPath: try folder.write(input, to: "stdin"))
        process.standardOutput = FileHandle(forWritingAtPath: try folder.write("", to: "stdout"))
        process.standardError = FileHandle(forWritingAtPath: try folder.write("", to: "stderr"))
        let (stream, sink) = AsyncStream.makeStream(of: Void.self)
        ended = stream
        process.terminationHandler = { _ in sink.finish() }
        // Foundation's own start is not safe beside another one: it was seen to crash when many start at once.
        try Self.starting.withLock { try process.run() }
    }

    private static let starting = NSLock()

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        folder.remove()
    }

    func signal(_ number: Int32) { if process.isRunning { kill(process.processIdentifier, number) } }

    /// Waits for the end; a child that is not done within the limit is killed and an error.
    func finish(within limit: Duration = Child.limit) async throws -> Finished {
        let pid = process.processIdentifier
        let seconds = Double(limit.components.seconds)
        let (late, lateSink) = AsyncStream.makeStream(of: Bool.self)
        let watch = DispatchSource.makeTimerSource(queue: .global())
        watch.schedule(deadline: .now() + seconds)
        watch.setEventHandler {
            lateSink.yield(true)
            kill(pid, SIGKILL)
        }
        watch.resume()
        for await _ in ended {}
        watch.cancel()
        lateSink.finish()
        let isLate = await late.contains(true)
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        let finished = Finished(command: command, status: status, output: try folder.data("stdout"), error: error)
        guard !isLate else { throw EndToEndError("not done after \(limit): \(finished)") }
        return finished
    }

    /// Runs a program to its end.
    static func run(
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
