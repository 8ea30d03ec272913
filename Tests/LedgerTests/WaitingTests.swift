import Core
import Ledger
import Settlement
import Synchronization
import TestKit
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

    private final class Seen: Sendable {
        private let list = Mutex<[UInt64]>([])
        var all: [UInt64] { list.withLock { $0 } }
        func add(_ entries: [LoggedEntry]) { list.withLock { $0 += entries.map(\.sequence) } }
    }

    @Test func whatIsCommittedIsHandedToThoseWhoFollow() async throws {
        let scene = try LedgerScene()
        try await scene.create()
        try await scene.running { service in
            let first = try await service.state().last.sequence
            let seen = [Seen(), Seen()]
            let following = seen.map { one in service.follow { one.add($0) } }
            let sender = try scene.sender(20, service)
            for _ in 0..<5 { #expect(try await sender.send(.deal(.stake(amount: 5))).receipt != nil) }
            try await eventually("all entries") { seen.allSatisfy { $0.all.count == 5 } }
            following[0].cancel()
            #expect(try await sender.send(.deal(.stake(amount: 5))).receipt != nil)
            try await eventually("one more") { seen[1].all.count == 6 }
            #expect(seen[0].all == Array(first + 1...first + 5))
            #expect(seen[1].all == Array(first + 1...first + 6))
        }
    }
}
