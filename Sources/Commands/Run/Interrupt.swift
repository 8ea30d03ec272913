import Dispatch
import Glibc
import Synchronization

/// Lets the user break off a wait with Ctrl-C.
enum Interrupt {
    /// Runs `body`; SIGINT cancels it, and a second one ends the process at once.
    static func during<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let before = signal(SIGINT, SIG_IGN)
        // This function owns the task: it waits for it, and cancelling one cancels the other.
        let task = Task { try await body() }
        let count = Mutex(0)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler {
            let isRepeated = count.withLock { count in
                count += 1
                return count > 1
            }
            if isRepeated { _exit(ExitStatus.interrupted) }
            task.cancel()
        }
        source.resume()
        defer {
            source.cancel()
            signal(SIGINT, before)
        }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
