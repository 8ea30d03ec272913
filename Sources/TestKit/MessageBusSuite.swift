package import Core
import Synchronization
import Testing

/// What every ``MessageBus`` must do.
///
/// Each case gets a bus that nobody receives from yet.
///
/// A bus may lose messages and hand them over later than they were sent; so the cases send again until one arrives, as
/// the protocol above does.
package enum MessageBusSuite {
    package typealias Case = SuiteCase<any MessageBus>

    private static let node = NodeID("node-a")
    private static let other = NodeID("node-b")

    package static let cases: [Case] = [
        Case("messages reach the node they are for, in order") { bus in
            let mine = Inbox()
            let foreign = Inbox()
            let subscriptions = [mine.open(bus, node), foreign.open(bus, other)]
            try await openTo(bus, mine, node)
            try await openTo(bus, foreign, other)
            let sent = (0..<20).map { [OrchestratorMessage.acknowledged([ExecutionID("e-\($0)")])] }
            for batch in sent { bus.send(batch, to: node) }
            bus.send([.registerAgain], to: other)
            try await mine.wait { $0.filter { $0 != probe } == sent }
            try await foreign.wait { $0.filter { $0 != probe } == [[.registerAgain]] }
            for subscription in subscriptions { subscription.cancel() }
        },
        Case("messages to the orchestrator name their sender") { bus in
            let got = Mutex<[NodeID: [NodeMessage]]>([:])
            let subscription = bus.receive { sender, messages in got.withLock { $0[sender] = messages } }
            let messages: [NodeMessage] = [.leaving(Incarnation(2)), .returned(Incarnation(2), [])]
            try await eventually {
                bus.send([.leaving(Incarnation(1))], from: node)
                bus.send(messages, from: other)
                return got.withLock { $0[node] == [.leaving(Incarnation(1))] && $0[other] == messages }
            }
            subscription.cancel()
        },
        Case("sending to nobody does nothing, and a receiver that comes later gets what is sent then") { bus in
            bus.send([.registerAgain], to: node)
            bus.send([.leaving(Incarnation(1))], from: node)
            let inbox = Inbox()
            let subscription = inbox.open(bus, node)
            try await openTo(bus, inbox, node)
            subscription.cancel()
        },
        Case("a later receiver takes over, and the former one's end does not end it") { bus in
            let former = Inbox()
            let later = Inbox()
            let first = former.open(bus, node)
            try await openTo(bus, former, node)
            let second = later.open(bus, node)
            try await openTo(bus, later, node)
            let count = former.batches.withLock(\.count)
            first.cancel()
            bus.send([.registerAgain], to: node)
            try await later.wait { $0.contains([.registerAgain]) }
            #expect(former.batches.withLock(\.count) == count)
            second.cancel()
        },
    ]

    private static let probe: [OrchestratorMessage] = [.stop(ExecutionID("probe"), reason: "")]

    /// What arrived at one node.
    private final class Inbox: Sendable {
        let batches = Mutex<[[OrchestratorMessage]]>([])

        func open(_ bus: any MessageBus, _ node: NodeID) -> BusSubscription {
            bus.receive(for: node) { batch in self.batches.withLock { $0.append(batch) } }
        }

        func wait(until isMet: ([[OrchestratorMessage]]) -> Bool) async throws {
            try await eventually("the batches") { isMet(batches.withLock { $0 }) }
        }
    }

    /// Sends a probe until one has arrived, so that the place is known to be connected.
    private static func openTo(_ bus: any MessageBus, _ inbox: Inbox, _ node: NodeID) async throws {
        try await eventually {
            bus.send(probe, to: node)
            return inbox.batches.withLock { $0.contains(probe) }
        }
    }
}
