import Core

/// What came in and waits for the next transaction; under a lock of its own, which is held for moments only.
struct LedgerInbox: Sendable {
    /// Told when the transaction is on disk, or has failed.
    typealias Completion = @Sendable (Result<Void, CoreError>) -> Void
    /// Something to do within a transaction.
    typealias Work = @Sendable (inout LedgerDesk, Int64) -> Completion

    /// Work, and who is told when it cannot be done.
    struct Inbound: Sendable {
        var work: Work
        var fail: @Sendable (CoreError) -> Void
    }

    private(set) var waiting: [Inbound] = []
    /// False before the ledger runs, while it recovers, and after it was told to end.
    var isOpen = false
    /// True when the ledger has ended for good.
    var isEnded = false
    /// True from the request of a transaction until nothing is left to do.
    private(set) var isCommitting = false
    /// Told when nothing is being committed any more.
    var onIdle: CheckedContinuation<Void, Never>?

    /// True when the state is what is on disk, and stays so as long as this is kept locked.
    var isAtRest: Bool { isOpen && !isCommitting && waiting.isEmpty }

    mutating func add(_ inbound: Inbound) { waiting.append(inbound) }

    /// True when the caller has to ask the log for a transaction.
    mutating func startCommit() -> Bool {
        guard isOpen, !isCommitting else { return false }
        isCommitting = true
        return true
    }

    mutating func take(_ limit: Int) -> [Inbound] {
        if waiting.count <= limit {
            defer { waiting = [] }
            return waiting
        }
        defer { waiting.removeFirst(limit) }
        return Array(waiting[..<limit])
    }

    /// Ends the turn when nothing waits; `goesOn` when another transaction has to follow.
    mutating func transactionEnded(mayGoOn: Bool) -> (goesOn: Bool, idle: CheckedContinuation<Void, Never>?) {
        if mayGoOn, isOpen, !waiting.isEmpty { return (true, nil) }
        isCommitting = false
        defer { onIdle = nil }
        return (false, onIdle)
    }
}
