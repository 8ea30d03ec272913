package import Core
import Synchronization

/// The message bus of one process: hands batches over on the sender's thread, at most once.
///
/// What is sent to a place that nobody has is dropped and counted, as a network would lose it; the protocol above
/// repeats what matters. A later receiver takes a place over from the former one.
package final class InMemoryBus: MessageBus {
    private struct Place<Receive: Sendable>: Sendable {
        var number: UInt64
        var receive: Receive
    }

    private struct State {
        var orchestrator: Place<@Sendable (NodeID, [NodeMessage]) -> Void>?
        var nodes: [NodeID: Place<@Sendable ([OrchestratorMessage]) -> Void>] = [:]
        var subscriptions: UInt64 = 0
        var dropped: UInt64 = 0
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private let shared = Shared()

    package init() {}

    /// Batches that were lost because nobody received.
    package var droppedBatches: UInt64 { shared.state.withLock { $0.dropped } }

    package func send(_ messages: [OrchestratorMessage], to node: NodeID) {
        guard !messages.isEmpty else { return }
        let place = shared.state.withLock { state in
            if state.nodes[node] == nil { state.dropped += 1 }
            return state.nodes[node]
        }
        place?.receive(messages)
    }

    package func send(_ messages: [NodeMessage], from node: NodeID) {
        guard !messages.isEmpty else { return }
        let place = shared.state.withLock { state in
            if state.orchestrator == nil { state.dropped += 1 }
            return state.orchestrator
        }
        place?.receive(node, messages)
    }

    package func receive(_ receive: @escaping @Sendable (NodeID, [NodeMessage]) -> Void) -> BusSubscription {
        let number = shared.state.withLock { state in
            state.subscriptions += 1
            state.orchestrator = Place(number: state.subscriptions, receive: receive)
            return state.subscriptions
        }
        return BusSubscription { [weak shared] in
            shared?.state.withLock { state in
                if state.orchestrator?.number == number { state.orchestrator = nil }
            }
        }
    }

    package func receive(
        for node: NodeID,
        _ receive: @escaping @Sendable ([OrchestratorMessage]) -> Void
    ) -> BusSubscription {
        let number = shared.state.withLock { state in
            state.subscriptions += 1
            state.nodes[node] = Place(number: state.subscriptions, receive: receive)
            return state.subscriptions
        }
        return BusSubscription { [weak shared] in
            shared?.state.withLock { state in
                if state.nodes[node]?.number == number { state.nodes[node] = nil }
            }
        }
    }
}
