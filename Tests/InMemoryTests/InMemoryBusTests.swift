import Core
import InMemory
import Synchronization
import Testing

@Suite struct InMemoryBusTests {
    private let node = NodeID("node-a")

    @Test func whatNobodyReceivesIsDroppedAndCounted() {
        let bus = InMemoryBus()
        bus.send([.registerAgain], to: node)
        bus.send([.leaving(Incarnation(1))], from: node)
        bus.send([OrchestratorMessage](), to: node)
        #expect(bus.droppedBatches == 2)
    }

    @Test func batchesAreHandedOverBeforeSendReturns() {
        let bus = InMemoryBus()
        let got = Mutex<[[OrchestratorMessage]]>([])
        let subscription = bus.receive(for: node) { batch in got.withLock { $0.append(batch) } }
        let sent: [[OrchestratorMessage]] = (0..<5).map { [.acknowledged([ExecutionID("e-\($0)")])] }
        for batch in sent { bus.send(batch, to: node) }
        #expect(got.withLock { $0 } == sent)
        #expect(bus.droppedBatches == 0)
        subscription.cancel()
    }

    @Test func aPlaceIsFreeWhenItsSubscriptionEnds() {
        let bus = InMemoryBus()
        let subscriptions = [bus.receive(for: node) { _ in }, bus.receive { _, _ in }]
        for subscription in subscriptions { subscription.cancel() }
        bus.send([.registerAgain], to: node)
        bus.send([.leaving(Incarnation(1))], from: node)
        #expect(bus.droppedBatches == 2)
    }

    @Test func aReceiverMaySendFromWithin() {
        let bus = InMemoryBus()
        let got = Mutex(0)
        let answering = bus.receive(for: node) { _ in bus.send([.leaving(Incarnation(1))], from: NodeID("node-a")) }
        let counting = bus.receive { _, messages in got.withLock { $0 += messages.count } }
        bus.send([.registerAgain], to: node)
        #expect(got.withLock { $0 } == 1)
        answering.cancel()
        counting.cancel()
    }
}
