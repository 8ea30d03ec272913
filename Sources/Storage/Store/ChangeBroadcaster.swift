import Synchronization

/// Tells any number of listeners that the holdings changed; notices that nobody took yet are one.
final class ChangeBroadcaster: Sendable {
    /// The most listeners at once.
    static let listenersMax = 64

    private struct State: Sendable {
        var nextID = 0
        var listeners: [(id: Int, continuation: AsyncStream<Void>.Continuation)] = []
    }

    private let state = Mutex(State())

    func notify() {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners { listener.continuation.yield() }
    }

    /// A new stream; it ends at once when there are too many already.
    func listen() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id: Int? = state.withLock { state in
            guard state.listeners.count < Self.listenersMax else { return nil }
            state.nextID += 1
            state.listeners.append((state.nextID, continuation))
            return state.nextID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in state.listeners.removeAll { $0.id == id } }
        }
        return stream
    }
}
