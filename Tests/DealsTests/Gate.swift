import Core
import Synchronization

/// Stands before a store: lets writes through, keeps them waiting, or fails them.
final class Gate: Sendable {
    typealias Done = @Sendable (Result<Void, CoreError>) -> Void

    private struct State {
        var isShut = false
        var failuresLeft = 0
        var failed = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    /// From now on writes wait.
    func shut() { state.withLock { $0.isShut = true } }

    /// Lets through what waits and what comes.
    func open() {
        let waiting = state.withLock { state in
            state.isShut = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for write in waiting { write() }
    }

    /// The next calls fail.
    func fail(_ count: Int) { state.withLock { $0.failuresLeft = count } }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Calls that have failed so far.
    var failedCount: Int { state.withLock { $0.failed } }

    func write(done: @escaping Done, _ body: @escaping @Sendable (@escaping Done) -> Void) {
        do throws(CoreError) { try pass() } catch { return done(.failure(error)) }
        let waits = state.withLock { state in
            if state.isShut { state.waiting.append { body(done) } }
            return state.isShut
        }
        if !waits { body(done) }
    }

    /// Throws when the call is to fail.
    func pass() throws(CoreError) {
        let fails = state.withLock { state in
            guard state.failuresLeft > 0 else { return false }
            state.failuresLeft -= 1
            state.failed += 1
            return true
        }
        if fails { throw CoreError(.io, "the disk is full") }
    }
}
