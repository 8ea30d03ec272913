import Synchronization

/// Hands a waiter's number from the one who registers it to the one who cancels it, whichever comes first.
final class OnceOnlyTicket: Sendable {
    private struct State {
        var number: UInt64?
        var isOpen = true
    }

    private let state = Mutex(State())

    /// False once the wait was cancelled.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    func set(_ number: UInt64) { state.withLock { $0.number = number } }

    /// Ends the wait; returns the number when one was registered.
    func close() -> UInt64? {
        state.withLock { state in
            state.isOpen = false
            return state.number
        }
    }
}
