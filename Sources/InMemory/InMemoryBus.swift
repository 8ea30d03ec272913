package import Core
import Synchronization

/// The message bus of one process: bounded queues between the orchestrator and nodes, at most once.
///
/// A sender never waits. What is sent to an inbox that nobody reads, or whose queue is full, is dropped and counted,
/// as a network would lose it. A message sent before its reader came is lost too; the protocol above repeats what
/// matters. A later reader of an inbox takes over: the former one's stream ends after what it already holds.
package final class InMemoryBus: MessageBus {
    /// The most batches that wait in one inbox.
    package static let batchesMax = 4096

    private struct Inbox<Element: Sendable> {
        var number: UInt64
        var continuation: AsyncStream<Element>.Continuation
    }

    private struct State {
        var orchestrator: Inbox<(NodeID, [NodeMessage])>?
        var nodes: [NodeID: Inbox<[OrchestratorMessage]>] = [:]
        var readers: UInt64 = 0
        var dropped: UInt64 = 0
    }

    private let state = Mutex(State())
    private let batchesMax: Int

    /// `batchesMax` bounds each inbox.
    package init(batchesMax: Int = InMemoryBus.batchesMax) {
        precondition(batchesMax > 0, "an inbox needs room for a batch")
        self.batchesMax = batchesMax
    }

    /// Batches that were lost because nobody read or a queue was full.
    package var droppedBatches: UInt64 { state.withLock { $0.dropped } }

    package func send(_ messages: [OrchestratorMessage], to node: NodeID) {
        guard !messages.isEmpty else { return }
        let inbox = state.withLock { $0.nodes[node]?.continuation }
        count(inbox?.yield(messages))
    }

    package func send(_ messages: [NodeMessage], from node: NodeID) {
        guard !messages.isEmpty else { return }
        let inbox = state.withLock { $0.orchestrator?.continuation }
        count(inbox?.yield((node, messages)))
    }

    package func orchestratorInbox() -> AsyncStream<(NodeID, [NodeMessage])> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: (NodeID, [NodeMessage]).self,
            bufferingPolicy: .bufferingOldest(batchesMax)
        )
        let (former, number) = state.withLock { state in
            state.readers += 1
            let former = state.orchestrator
            state.orchestrator = Inbox(number: state.readers, continuation: continuation)
            return (former, state.readers)
        }
        former?.continuation.finish()
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                if state.orchestrator?.number == number { state.orchestrator = nil }
            }
        }
        return stream
    }

    package func inbox(of node: NodeID) -> AsyncStream<[OrchestratorMessage]> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: [OrchestratorMessage].self,
            bufferingPolicy: .bufferingOldest(batchesMax)
        )
        let (former, number) = state.withLock { state in
            state.readers += 1
            let former = state.nodes[node]
            state.nodes[node] = Inbox(number: state.readers, continuation: continuation)
            return (former, state.readers)
        }
        former?.continuation.finish()
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                if state.nodes[node]?.number == number { state.nodes[node] = nil }
            }
        }
        return stream
    }

    private func count<Element>(_ result: AsyncStream<Element>.Continuation.YieldResult?) {
        if case .enqueued = result { return }
        state.withLock { $0.dropped += 1 }
    }
}
