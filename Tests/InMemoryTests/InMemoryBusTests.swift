import Core
import InMemory
import Testing

@Suite struct InMemoryBusTests {
    private let node = NodeID("node-a")

    @Test func whatNobodyReadsIsDroppedAndCounted() async {
        let bus = InMemoryBus()
        bus.send([.registerAgain], to: node)
        bus.send([.leaving(Incarnation(1))], from: node)
        bus.send([OrchestratorMessage](), to: node)
        #expect(bus.droppedBatches == 2)
    }

    @Test func aFullInboxKeepsTheOldestBatches() async {
        let bus = InMemoryBus(batchesMax: 3)
        let inbox = bus.inbox(of: node)
        for number in 0..<5 { bus.send([.acknowledged([ExecutionID("e-\(number)")])], to: node) }
        #expect(bus.droppedBatches == 2)
        var got: [[OrchestratorMessage]] = []
        for await batch in inbox {
            got.append(batch)
            if got.count == 3 { break }
        }
        #expect(got == (0..<3).map { [.acknowledged([ExecutionID("e-\($0)")])] })
    }

    @Test func anInboxIsClosedWhenItsReaderIsGone() async {
        let bus = InMemoryBus()
        let inbox = bus.inbox(of: node)
        let reader = Task { for await _ in inbox {} }
        reader.cancel()
        await reader.value
        bus.send([.registerAgain], to: node)
        #expect(bus.droppedBatches == 1)
    }
}
