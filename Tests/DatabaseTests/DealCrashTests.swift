import ContentAddressing
import Core
import Database
import TestKit
import Testing

/// A process that keeps deals or openings is killed again and again: what it acknowledged is there, and nothing is
/// there by half.
@Suite struct DealCrashTests {
    private static let rounds = 12

    @Test(.timeLimit(.minutes(5)), arguments: [1, 8])
    func theDealStoreOutlivesKills(tasks: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("deals.sqlite")
            var random = SplitMix64(seed: UInt64(200 + tasks))
            var first = 1
            for _ in 0..<Self.rounds {
                let acknowledged = try KilledWriter.run(["deals", path, "\(first)", "\(tasks)"], &random)
                let store = try SQLiteDealStore(path: path)
                let stored = try await deals(store)
                for number in acknowledged {
                    #expect(stored[number] == CrashRecords.deals(number, ended: true), "\(number) was acknowledged")
                }
                for (number, records) in stored where number >= first {
                    let isEnded = records.first?.isOpen == false
                    #expect(records == CrashRecords.deals(number, ended: isEnded), "\(number) is there by half")
                }
                let open = try await store.openDeals()
                #expect(open == stored.sorted { $0.key < $1.key }.flatMap(\.value).filter(\.isOpen))
                #expect(try await store.counts().map(\.count).reduce(0, +) == stored.count * 3)
                first = (stored.keys.max() ?? 0) + 1
                try store.close()
            }
            #expect(first > 1)
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [1, 8])
    func theOpeningStoreOutlivesKills(tasks: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("openings.sqlite")
            var random = SplitMix64(seed: UInt64(300 + tasks))
            var first = 1
            for _ in 0..<Self.rounds {
                let acknowledged = try KilledWriter.run(["openings", path, "\(first)", "\(tasks)"], &random)
                let store = try SQLiteOpeningStore(path: path)
                let stored = Dictionary(grouping: try await store.openings()) { CrashRecords.number(of: $0.deal) }
                for number in acknowledged where !CrashRecords.isForgotten(number) {
                    #expect(stored[number] != nil, "\(number) was acknowledged")
                }
                for (number, openings) in stored where number >= first {
                    #expect(openings == CrashRecords.openings(number), "\(number) is there by half")
                }
                // Each task forgets before it keeps the next one, and that order holds on disk.
                for number in stored.keys where number >= first && CrashRecords.isForgotten(number) {
                    #expect(stored[number + tasks] == nil, "\(number) outlived what was kept later")
                }
                // One that a kill kept from being forgotten is forgotten now, as a node does that starts again.
                let late = stored.filter { CrashRecords.isForgotten($0.key) }
                store.forget(late.values.compactMap { $0.first?.deal })
                first = (stored.keys.max() ?? 0) + tasks + 1
                try store.close()
            }
            let last = try await SQLiteOpeningStore(path: path).openings()
            #expect(last.count > 0)
            #expect(last.allSatisfy { !CrashRecords.isForgotten(CrashRecords.number(of: $0.deal)) })
        }
    }

    /// The stored records by their number, which is the second of their creation.
    private func deals(_ store: SQLiteDealStore) async throws -> [Int: [DealRecord]] {
        let all = try await store.deals(of: CrashRecords.dealsJob, version: 0, offset: 0, limit: .max)
        return Dictionary(grouping: all) { Int($0.createdAt.nanoseconds / 1_000_000_000) }
    }
}
