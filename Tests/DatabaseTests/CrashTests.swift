import Core
import Database
import Foundation
import TestKit
import Testing

/// A process that writes is killed again and again: what it acknowledged is there, and nothing is there by half.
@Suite struct CrashTests {
    private static let rounds = 12

    @Test(.timeLimit(.minutes(5)), arguments: [1, 8])
    func theJobStoreOutlivesKills(tasks: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("jobs.db")
            var random = SplitMix64(seed: UInt64(tasks))
            var first = 1
            for _ in 0..<Self.rounds {
                let acknowledged = try KilledWriter.run(["jobs", path, "\(first)", "\(tasks)"], &random)
                let store = try SQLiteJobStore(path: path)
                var query = JobQuery()
                query.limit = .max
                // The number of a record is the second of its creation.
                let stored = try await store.jobs(query).map { Int($0.createdAt.nanoseconds / 1_000_000_000) }
                #expect(Set(acknowledged).subtracting(stored).isEmpty)
                for number in stored where number >= first { try await CrashCheck.expectWhole(store, number) }
                first = (stored.max() ?? 0) + 1
                try store.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [1, 8])
    func theContentIndexOutlivesKills(tasks: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("content.db")
            var random = SplitMix64(seed: UInt64(100 + tasks))
            var first = 1
            for _ in 0..<Self.rounds {
                let acknowledged = try KilledWriter.run(["content", path, "\(first)", "\(tasks)"], &random)
                let index = try SQLiteContentIndex(path: path)
                let stored = try await index.roots().compactMap { Int($0.name) }
                #expect(Set(acknowledged).subtracting(stored).isEmpty)
                for number in stored where number >= first { try await CrashCheck.expectWhole(index, number) }
                let totals = try await index.totals()
                #expect(totals.files == stored.count && totals.blocks == stored.count * 21)
                first = (stored.max() ?? 0) + 1
                try index.close()
            }
        }
    }
}
