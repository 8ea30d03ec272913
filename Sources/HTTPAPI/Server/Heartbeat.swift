import Synchronization

/// Counts the pings that a client has not answered.
final class Heartbeat: Sendable {
    /// A client that left this many unanswered is gone.
    private static let unansweredMax = 2
    private let unanswered = Mutex(0)

    init() {}

    func answered() { unanswered.withLock { $0 = 0 } }

    /// Counts one more ping; false when too many are unanswered already.
    func sendsAnother() -> Bool {
        unanswered.withLock { count in
            guard count < Self.unansweredMax else { return false }
            count += 1
            return true
        }
    }
}
