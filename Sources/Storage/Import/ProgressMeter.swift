import Core
import Synchronization

/// Adds up progress and reports it at most twenty times a second.
final class ProgressMeter: Sendable {
    private static let interval = Duration.milliseconds(50)

    private struct State: Sendable {
        var progress: AddProgress
        var lastReport: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    private let callback: @Sendable (AddProgress) -> Void

    init(bytesTotal: UInt64, filesTotal: Int, report: @escaping @Sendable (AddProgress) -> Void) {
        callback = report
        state = Mutex(
            State(progress: AddProgress(bytesDone: 0, bytesTotal: bytesTotal, filesDone: 0, filesTotal: filesTotal))
        )
    }

    func add(bytes: UInt64, files: Int) {
        state.withLock { state in
            state.progress.bytesDone += bytes
            state.progress.filesDone += files
        }
    }

    /// Reports where it stands, unless the last report is too fresh.
    func report() {
        let now = ContinuousClock.now
        let due: AddProgress? = state.withLock { state in
            if let last = state.lastReport, now - last < Self.interval { return nil }
            state.lastReport = now
            return state.progress
        }
        if let due { callback(due) }
    }

    /// Reports the final state, always.
    func finish() {
        callback(state.withLock { $0.progress })
    }
}
