import Core
package import Ledger
import Synchronization

/// Hands every entry of a ledger's log to all who follow, in order: one reader for the whole process.
///
/// It reads the log until it has come to the end; from then on the ledger hands over what it commits, on its own
/// thread. When something is missing between two commits, the log is read again.
package final class LedgerFollower: Sendable {
    /// Gets entries in their order; it takes them in and returns, it never waits there.
    package typealias Receiver = @Sendable ([LoggedEntry]) -> Void

    /// Kept whole: a bare closure in a lock is wrapped once more each time it is read.
    private struct Follower: Sendable {
        var take: Receiver
    }

    private struct State: Sendable {
        var followers: [Follower] = []
        /// The last entry that was handed over.
        var last: UInt64 = 0
        /// The newest entry that the ledger has told of.
        var newest: UInt64 = 0
        /// False while the log is being read: only one of the two hands anything over.
        var isLive = false
    }

    /// The most entries that are handed over at once.
    private static let pageEntries = 500
    private static let retryDelay = Duration.milliseconds(200)

    private let ledger: any DealLedger
    private let state = Mutex(State())
    private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    package init(ledger: any DealLedger) { self.ledger = ledger }

    /// Hands all entries from now on to another receiver, for good; to be called before `run`.
    package func follow(_ receiver: @escaping Receiver) {
        state.withLock { $0.followers.append(Follower(take: receiver)) }
    }

    /// Follows the log after a sequence until it is cancelled.
    package func run(after sequence: UInt64) async {
        state.withLock { $0.last = sequence }
        let following = ledger.follow { [weak self] in self?.take($0) }
        var calls = wakes.makeAsyncIterator()
        while !Task.isCancelled {
            do {
                if try await readToEnd() { _ = await calls.next() }
            } catch {
                // The ledger reads its log again after a failure, or is about to end.
                try? await Task.sleep(for: Self.retryDelay)
            }
        }
        following.cancel()
        state.withLock { $0.isLive = false }
    }

    /// Hands over a page; true when there was none and the ledger hands over the rest.
    private func readToEnd() async throws -> Bool {
        let (last, followers) = state.withLock { ($0.last, $0.followers) }
        let entries = try await ledger.events(after: last, limit: Self.pageEntries)
        guard let newest = entries.last?.sequence else {
            // What was committed while the log was read has to be read as well.
            return state.withLock { state in
                state.isLive = state.newest <= state.last
                return state.isLive
            }
        }
        for follower in followers { follower.take(entries) }
        state.withLock { $0.last = newest }
        return false
    }

    /// Takes what the ledger has committed, one call after the other.
    private func take(_ entries: [LoggedEntry]) {
        var isMissing = false
        let (fresh, followers) = state.withLock { state -> ([LoggedEntry], [Follower]) in
            state.newest = max(state.newest, entries.last?.sequence ?? 0)
            guard state.isLive else { return ([], []) }
            let fresh = Array(entries.drop { $0.sequence <= state.last })
            guard let first = fresh.first, let newest = fresh.last else { return ([], []) }
            isMissing = first.sequence != state.last + 1
            state.isLive = !isMissing
            guard !isMissing else { return ([], []) }
            state.last = newest.sequence
            return (fresh, state.followers)
        }
        if isMissing { wake.yield() }
        for follower in followers { follower.take(fresh) }
    }
}
