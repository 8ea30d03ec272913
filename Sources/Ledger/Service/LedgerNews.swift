import Synchronization

/// Wakes those who wait for new entries once a commit has brought some.
final class LedgerNews: Sendable {
    private struct State: Sendable {
        var next = 0
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var isOver = false
    }

    private let state = Mutex(State())

    /// Calls that come from now on; the stream ends with the ledger.
    func calls() -> (number: Int, stream: AsyncStream<Void>) {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            if state.isOver { continuation.finish() } else { state.waiting[state.next] = continuation }
            return state.next
        }
        return (number, stream)
    }

    /// Ends a stream.
    func leave(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.finish()
    }

    /// Tells all who wait; the order does not matter, because nothing is decided here.
    func call() {
        for continuation in state.withLock({ Array($0.waiting.values) }) { continuation.yield() }
    }

    /// Ends all streams, those that are asked for later too.
    func end() {
        let left = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in left { continuation.finish() }
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count } }
}
