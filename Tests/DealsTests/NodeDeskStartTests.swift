import Core
import InMemory
import Ledger
import Settlement
import Synchronization
import TestKit
import Testing

@testable import Deals

/// What the node's driver does about slots from before its start.
@Suite struct NodeDeskStartTests {
    /// The log of a ledger on which the node got slots, and the time of the last one.
    private static func log(_ count: Int) throws -> (entries: [LoggedEntry], time: Int64) {
        var scene = try ClientScene()
        for number in 0..<count {
            _ = try scene.running(Sample.spec(.verified), number: number)
            scene.now = scene.now + .seconds(100)
        }
        return (scene.ledger.log, scene.seconds - 100)
    }

    private static func desk(_ ledger: ScriptedLedger, now: Int64) async throws -> (NodeDealDesk, AccountOutbox) {
        let clock: @Sendable () -> Timestamp = { Timestamp.zero + .seconds(now) }
        let outbox = AccountOutbox(ledger: ledger, key: try #require(Sample.nodeKeys[0]), clock: clock)
        let parts = NodeDealDesk.Parts(
            node: Sample.nodeID(0),
            bus: InMemoryBus(),
            ledger: ledger,
            follower: LedgerFollower(ledger: ledger),
            outbox: outbox,
            store: InMemoryOpeningStore(),
            inputs: InputMeter(NoContent()),
            holder: GatedHolder(),
            clock: clock
        )
        return (try await NodeDealDesk(configuration: Sample.nodeMachine(0).configuration, parts: parts), outbox)
    }

    /// Of slots from before its start it leaves those that can still be left, page by page of its history.
    @Test(arguments: 1...3)
    func aNodeLeavesSlotsFromBeforeItsStart(left: Int) async throws {
        let (entries, last) = try Self.log(6)
        let ledger = ScriptedLedger()
        ledger.state.withLock { state in
            state.log = entries
            state.failures = 1
        }
        // The oldest slot that can be left has five seconds; younger ones wait for their orders.
        let now = last - 100 * Int64(left - 1) + PureLedger.params.tFetch - 5
        let (desk, outbox) = try await Self.desk(ledger, now: now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await outbox.run() }
            group.addTask { await desk.run() }
            try await eventually(limit: .seconds(60), "the slot is left") {
                ledger.state.withLock { !$0.applied.isEmpty }
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        let applied = ledger.state.withLock { $0.applied }
        #expect(applied.count == 1)
        guard case .deal(.decline) = applied.first else { throw CoreError(.notFound, "no decline: \(applied)") }
    }
}
