package import Core
import Testing

/// What every ``MessageBus`` must do.
///
/// Each case gets a bus that nobody reads yet.
///
/// A bus may lose messages; so the cases send again until one arrives, as the protocol above does.
package enum MessageBusSuite {
    package typealias Case = SuiteCase<any MessageBus>

    private static let node = NodeID("node-a")
    private static let other = NodeID("node-b")

    package static let cases: [Case] = [
        Case("messages reach the node they are for, in order") { bus in
            let inbox = bus.inbox(of: node)
            let foreign = bus.inbox(of: other)
            try await openTo(bus, inbox, node)
            try await openTo(bus, foreign, other)
            let sent = (0..<20).map { [OrchestratorMessage.acknowledged([ExecutionID("e-\($0)")])] }
            for batch in sent { bus.send(batch, to: node) }
            bus.send([.registerAgain], to: other)
            var got: [[OrchestratorMessage]] = []
            for await batch in inbox where batch != probe {
                got.append(batch)
                if got.count == sent.count { break }
            }
            #expect(got == sent)
            for await batch in foreign where batch != probe {
                #expect(batch == [.registerAgain])
                break
            }
        },
        Case("messages to the orchestrator name their sender") { bus in
            let inbox = bus.orchestratorInbox()
            bus.send([.leaving(Incarnation(1))], from: node)
            bus.send([.leaving(Incarnation(2)), .returned(Incarnation(2), [])], from: other)
            var got: [NodeID: [NodeMessage]] = [:]
            for await (sender, messages) in inbox {
                got[sender] = messages
                if got.count == 2 { break }
            }
            #expect(got[node] == [.leaving(Incarnation(1))])
            #expect(got[other] == [.leaving(Incarnation(2)), .returned(Incarnation(2), [])])
        },
        Case("sending to nobody does nothing, and a reader that comes later gets what is sent then") { bus in
            bus.send([.registerAgain], to: node)
            bus.send([.leaving(Incarnation(1))], from: node)
            let inbox = bus.inbox(of: node)
            try await openTo(bus, inbox, node)
        },
        Case("a later reader takes over and the former one's stream ends") { bus in
            let former = bus.inbox(of: node)
            let later = bus.inbox(of: node)
            for await _ in former {}
            try await openTo(bus, later, node)
            let formerOrchestrator = bus.orchestratorInbox()
            let laterOrchestrator = bus.orchestratorInbox()
            for await _ in formerOrchestrator {}
            bus.send([.leaving(Incarnation(3))], from: node)
            for await (sender, messages) in laterOrchestrator {
                #expect(sender == node && messages == [.leaving(Incarnation(3))])
                break
            }
        },
    ]

    private static let probe: [OrchestratorMessage] = [.stop(ExecutionID("probe"), reason: "")]

    /// Sends a probe and waits for it, so that the inbox is known to be connected.
    private static func openTo(
        _ bus: any MessageBus,
        _ inbox: AsyncStream<[OrchestratorMessage]>,
        _ node: NodeID
    ) async throws {
        bus.send(probe, to: node)
        for await batch in inbox {
            #expect(batch == probe)
            return
        }
        Issue.record("the inbox of \(node) ended")
    }
}
