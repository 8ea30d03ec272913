import Core
package import Ledger
import Synchronization

/// Reads a ledger's log as it grows and hands every entry to all who follow: one reader for the whole process.
package final class LedgerFollower: Sendable {
    /// Gets entries in their order; it takes them in and returns, it never waits there.
    package typealias Receiver = @Sendable ([LoggedEntry]) -> Void

    /// The most entries that are handed over at once.
    private static let pageEntries = 500
    /// How long one question for new entries may wait.
    private static let waitMax = Duration.seconds(20)
    private static let retryDelay = Duration.milliseconds(200)

    private let ledger: any DealLedger
    private let receivers = Mutex<[Receiver]>([])

    package init(ledger: any DealLedger) { self.ledger = ledger }

    /// Hands all entries from now on to another receiver, for good; to be called before `run`.
    package func follow(_ receiver: @escaping Receiver) { receivers.withLock { $0.append(receiver) } }

    /// Follows the log after a sequence until it is cancelled.
    package func run(after sequence: UInt64) async {
        var last = sequence
        while !Task.isCancelled {
            do {
                let entries = try await ledger.events(after: last, limit: Self.pageEntries, wait: Self.waitMax)
                guard let newest = entries.last else { continue }
                for receiver in receivers.withLock({ $0 }) { receiver(entries) }
                last = newest.sequence
            } catch {
                // The ledger reads its log again after a failure, or is about to end.
                try? await Task.sleep(for: Self.retryDelay)
            }
        }
    }
}
