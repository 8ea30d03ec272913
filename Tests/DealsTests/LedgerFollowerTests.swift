import Core
import Deals
import Ledger
import Settlement
import Synchronization
import TestKit
import Testing

/// The reader of a ledger's log.
@Suite struct LedgerFollowerTests {
    private final class Seen: Sendable {
        private let list = Mutex<[UInt64]>([])
        var all: [UInt64] { list.withLock { $0 } }
        func add(_ entries: [LoggedEntry]) { list.withLock { $0 += entries.map(\.sequence) } }
    }

    /// Entries 1 to `count`.
    private static func log(_ count: Int) throws -> [LoggedEntry] {
        var ledger = try Sample.ledger()
        var time: Int64 = 1_000_000
        while ledger.log.count < 1 {
            _ = try ledger.apply([.withdraw(amount: 1)], from: Sample.client, now: time)
            time += 1
        }
        return (1...count).map { number in
            var entry = ledger.log[0]
            entry.sequence = UInt64(number)
            return entry
        }
    }

    @Test func everyReceiverGetsEveryEntryOnceAndInOrder() async throws {
        let ledger = ScriptedLedger()
        let entries = try Self.log(1_800)
        ledger.state.withLock { state in
            state.log = Array(entries.prefix(1_200))
            state.failures = 1
        }
        let follower = LedgerFollower(ledger: ledger)
        let seen = [Seen(), Seen()]
        for one in seen { follower.follow { one.add($0) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await follower.run(after: 100) }
            try await eventually(limit: .seconds(60), "the first part") { seen[1].all.count >= 1_100 }
            ledger.state.withLock { state in
                state.failures = 1
                state.log = entries
            }
            // Whether it has come to the end already or not: it hears of the newest and misses those before.
            ledger.tell(Array(entries.suffix(1)))
            try await eventually(limit: .seconds(60), "all of it") { seen[1].all.count >= 1_700 }
            group.cancelAll()
            try await group.waitForAll()
        }
        for one in seen { #expect(one.all == Array(101...1_800)) }
        #expect(ledger.state.withLock { $0.asked.prefix(2) } == [100, 100])
    }

    /// Once it has come to the end of the log, what the ledger commits is handed over without reading.
    @Test func whatIsCommittedIsHandedOverAtOnce() async throws {
        let ledger = ScriptedLedger()
        let entries = try Self.log(40)
        ledger.state.withLock { $0.log = Array(entries.prefix(10)) }
        let follower = LedgerFollower(ledger: ledger)
        let seen = Seen()
        follower.follow { seen.add($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await follower.run(after: 0) }
            // The first commit that it takes without reading shows that it has come to the end.
            ledger.state.withLock { $0.log = Array(entries.prefix(11)) }
            try await eventually(limit: .seconds(60), "the end of the log") {
                ledger.tell(Array(entries[10...10]))
                return seen.all.count == 11 && ledger.state.withLock { $0.asked.last == 11 }
            }
            let asked = ledger.state.withLock { $0.asked.count }
            var told = 11
            // Single entries, many, and some again; the log has none of them.
            for (first, last) in [(12, 12), (13, 20), (15, 22), (1, 5), (23, 23)] {
                ledger.tell(Array(entries[(first - 1)..<last]))
                told = max(told, last)
                try await eventually(limit: .seconds(60), "\(last)") { seen.all.count == told }
            }
            #expect(ledger.state.withLock { $0.asked.count } == asked)
            // Something is missing: all is read again.
            ledger.state.withLock { $0.log = entries }
            ledger.tell(Array(entries.suffix(2)))
            try await eventually(limit: .seconds(60), "the rest") { seen.all.count == 40 }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(seen.all == Array(1...40))
    }
}
