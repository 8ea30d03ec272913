import Dispatch
import Foundation
import Glibc

/// A program of the crash tests: it lies beside the tests and prints a line for every step that it has taken.
package struct CrashProgram: Sendable {
    /// When a program is killed.
    package struct Kill: Sendable {
        /// After how many lines.
        package var lines: Int
        /// How much is done between the last of these lines and the kill, so that it hits any moment of a step.
        package var spins: Int

        package init(after lines: Int, spins: Int = 0) {
            self.lines = lines
            self.spins = spins
        }
    }

    /// What was left of a program.
    package struct End: Sendable {
        /// The lines that it printed; a line that was cut is left out.
        package var lines: [String]
        /// Its exit status; minus the number of the signal that ended it.
        package var status: Int32
    }

    private let path: String

    /// Prints a line for a step that was taken; false when nobody listens any more.
    ///
    /// One call of the system for each line, so that a kill cuts none.
    package static func report(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        return write(STDOUT_FILENO, bytes, bytes.count) == bytes.count
    }

    package init(_ name: String) throws { path = try BuiltProgram.path(name) }

    /// Runs it until it ends or is killed, and reads what it prints.
    ///
    /// Reading blocks, so it is done on a thread of its own and not on one of those that all tasks share.
    package func run(_ arguments: [String], killed kill: Kill? = nil) async throws -> End {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try runBlocking(arguments, kill) }) }.start()
        }
    }

    private func runBlocking(_ arguments: [String], _ kill: Kill?) throws -> End {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // A pipe with a name: no other program that is started meanwhile can hold its writing end open.
        let pipe = folder.path("stdout")
        guard mkfifo(pipe, 0o600) == 0 else {
            throw ProgramFailure("no pipe at \(pipe): \(String(cString: strerror(errno)))")
        }
        // Opened before there is a writer; reading waits again from then on.
        let descriptor = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0, fcntl(descriptor, F_SETFL, 0) == 0 else {
            throw ProgramFailure("cannot open \(pipe): \(String(cString: strerror(errno)))")
        }
        let output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let ended = DispatchSemaphore(value: 0)
        let process = try SpawnedProcess(
            path,
            arguments,
            streams: (input: .nothing, output: .file(pipe), error: .inherited),
            onEnd: { ended.signal() }
        )
        var text = Data()
        var lines = 0
        while lines < kill?.lines ?? .max {
            let piece = output.availableData
            if piece.isEmpty { break }
            lines += piece.count { $0 == 0x0A }
            text.append(piece)
        }
        if let kill {
            var spins = kill.spins
            while spins > 0 { spins -= 1 }
            process.signal(SIGKILL)
            text.append(output.readDataToEndOfFile())
        }
        ended.wait()
        let whole = text[..<(text.lastIndex(of: 0x0A) ?? text.startIndex)]
        return End(
            lines: String(decoding: whole, as: UTF8.self).split(separator: "\n").map { String($0) },
            status: process.status ?? -SIGKILL
        )
    }
}
