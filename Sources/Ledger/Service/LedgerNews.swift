import Core
import Synchronization

/// Hands new entries to those who follow and wakes those who wait, once a commit has brought some.
final class LedgerNews: Sendable {
    /// Kept whole: a bare closure in a lock is wrapped once more each time it is read.
    private struct Follower: Sendable {
        var number: Int
        var take: @Sendable ([LoggedEntry]) -> Void
    }

    private struct State: Sendable {
        var next = 0
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var followers: [Follower] = []
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

    /// Hands over what is committed from now on, one commit after the other.
    func follow(_ take: @escaping @Sendable ([LoggedEntry]) -> Void) -> LedgerFollowing {
        let number = state.withLock { state in
            state.next += 1
            state.followers.append(Follower(number: state.next, take: take))
            return state.next
        }
        return LedgerFollowing { [weak self] in
            self?.state.withLock { $0.followers.removeAll { $0.number == number } }
        }
    }

    /// Hands over what a commit has brought; those who cannot be given it find a gap and read.
    func handOver(_ entries: [LedgerEntry]) {
        let followers = state.withLock { $0.followers }
        guard !followers.isEmpty, let logged = try? entries.map({ try LoggedEntry($0) }) else { return }
        for follower in followers { follower.take(logged) }
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
