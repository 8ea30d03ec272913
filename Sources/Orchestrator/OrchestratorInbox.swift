import Core
import Scheduling

/// What came in and waits for the next transaction; under a lock of its own, which is held for moments only.
struct OrchestratorInbox: Sendable {
    /// An event, and who is told when its decision is committed.
    struct Inbound: Sendable {
        var event: SchedulerEvent
        var reply: Reply?

        init(_ event: SchedulerEvent, reply: Reply? = nil) {
            self.event = event
            self.reply = reply
        }

        var isOutcome: Bool {
            if case .received(.finished, _) = event { true } else { false }
        }

        var isFromNode: Bool {
            if case .received = event { true } else { false }
        }
    }

    typealias Reply = @Sendable (Result<Void, CoreError>) -> Void

    /// What has to happen after events were added.
    enum NextStep: Sendable {
        case nothing
        case startCommit
        case endLingering
        /// The service has ended; nobody will look at the events.
        case refuse
    }

    private(set) var events: [Inbound] = []
    /// False before the service runs, while it recovers, and after it was told to end: then nothing is committed.
    var isOpen = false
    /// True when the service has ended for good.
    var isEnded = false
    /// True from the request of a transaction until nothing is left to commit.
    private(set) var isCommitting = false
    /// True while the transaction waits a moment for outcomes.
    private(set) var isLingering = false
    /// Orders of the open transaction that have no outcome yet.
    private(set) var openOrders = 0
    private var ordersSentAt = Timestamp.zero
    /// How long an outcome usually takes after its order, in nanoseconds; nil when not known.
    private var roundTripNanoseconds: Int64?
    /// Messages of nodes that found no room; nodes repeat what matters.
    private(set) var droppedMessages: UInt64 = 0
    /// Told when nothing is being committed any more.
    var onIdle: CheckedContinuation<Void, Never>?

    // MARK: - Adding

    /// Takes events in; those of nodes are dropped while there are more than `eventsMax`.
    mutating func add(_ added: [Inbound], now: Timestamp, eventsMax: Int) -> NextStep {
        if isEnded { return .refuse }
        if events.count < eventsMax {
            events += added
        } else {
            let kept = added.filter { !$0.isFromNode }
            droppedMessages += UInt64(added.count - kept.count)
            events += kept
        }
        if openOrders > 0, added.contains(where: \.isOutcome) {
            learnRoundTrip(now: now)
            openOrders = 0
        }
        if isLingering {
            isLingering = false
            return .endLingering
        }
        return startCommit() ? .startCommit : .nothing
    }

    /// True when the caller has to ask the store for a transaction.
    mutating func startCommit() -> Bool {
        guard isOpen, !isCommitting else { return false }
        isCommitting = true
        return true
    }

    private mutating func learnRoundTrip(now: Timestamp) {
        let nanoseconds = (now - ordersSentAt).wholeNanoseconds
        roundTripNanoseconds = roundTripNanoseconds.map { ($0 * 3 + nanoseconds) / 4 } ?? nanoseconds
    }

    // MARK: - Committing

    mutating func takeEvents() -> [Inbound] {
        defer { events = [] }
        return events
    }

    mutating func transactionBegan() { openOrders = 0 }

    /// Said before the orders leave, as their outcomes may come at once.
    mutating func ordersLeave(_ count: Int, now: Timestamp) {
        openOrders += count
        ordersSentAt = now
    }

    /// Whether the transaction should wait a moment for outcomes of the orders just sent; the time it may wait.
    mutating func startLingering(lingerMax: Int64) -> Int64? {
        guard openOrders > 0, openOrders <= 8, events.isEmpty else { return nil }
        let usual = roundTripNanoseconds ?? 0
        guard usual <= lingerMax else {
            // Look again from time to time whether runs have become short.
            roundTripNanoseconds = usual - usual / 16
            return nil
        }
        isLingering = true
        return lingerMax
    }

    /// The wait is over by time; false when events came in the last moment, and their signal with them.
    mutating func lingeringTimedOut(limit: Int64) -> Bool {
        guard isLingering else { return false }
        isLingering = false
        roundTripNanoseconds = max(roundTripNanoseconds ?? 0, limit * 2)
        return true
    }

    /// Ends the turn when nothing waits; true when another transaction has to follow.
    ///
    /// `mayGoOn` is false after a failure: the next transaction then waits for the recovery.
    mutating func transactionEnded(mayGoOn: Bool) -> (goesOn: Bool, idle: CheckedContinuation<Void, Never>?) {
        if mayGoOn, isOpen, !events.isEmpty { return (true, nil) }
        isCommitting = false
        defer { onIdle = nil }
        return (false, onIdle)
    }
}
