import Synchronization

/// Gathers events of any thread; whoever brings one works through them, unless another thread is at it already.
final class EventQueue<Event: Sendable>: Sendable {
    private struct State: Sendable {
        var waiting: [Event] = []
        var isBusy = false
    }

    private let state = Mutex(State())

    /// Adds events and, when nobody else does, hands all that wait to `step` until none is left.
    func add(_ events: [Event], step: ([Event]) -> Void) {
        let mustStep = state.withLock { state in
            state.waiting += events
            defer { state.isBusy = true }
            return !state.isBusy
        }
        guard mustStep else { return }
        while let events = take() { step(events) }
    }

    private func take() -> [Event]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isBusy = false
                return nil
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
