import Core
import Ledger
import Settlement
import Testing

/// Waiting for entries that are not there yet.
@Suite struct WaitingTests {
    private static let long = Duration.seconds(3600)

    @Test func aCommitWakesAllWhoWait() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let last = try await service.state().last.sequence
            try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        try await service.events(after: last, limit: 10, wait: Self.long).map(\.sequence)
                    }
                }
                #expect(try await scene.sender(20, service).send(.deal(.stake(amount: 5))).receipt != nil)
                for try await sequences in group { #expect(sequences == [last + 1]) }
            }
        }
    }

    @Test func whatIsThereIsGivenAtOnce() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let there = try await service.events(after: nil, limit: 10, wait: Self.long)
            #expect(there.map(\.name) == ["genesis"])
        }
    }

    @Test("Nothing comes: the wait is over in time", arguments: [Duration.zero, .milliseconds(1)])
    func overInTime(_ wait: Duration) async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let last = try await service.state().last.sequence
            let found = try await service.events(after: last, limit: 10, wait: wait)
            #expect(found.isEmpty)
        }
    }

    @Test func cancellingEndsTheWait() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let last = try await service.state().last.sequence
            let waiting = Task { try await service.events(after: last, limit: 10, wait: Self.long) }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func theEndOfTheLedgerEndsTheWait() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        let service = try await scene.service()
        let running = Task { await service.run() }
        let last = try await service.state().last.sequence
        async let waiting = service.events(after: last, limit: 10, wait: Self.long)
        running.cancel()
        let found = try await waiting
        #expect(found.isEmpty)
        let later = try await service.events(after: last, limit: 10, wait: Self.long)
        #expect(later.isEmpty)
    }
}
