import ContentAddressing
import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Database

/// Files of deals and openings that were changed by others, or have no room.
@Suite struct DealDamageTests {
    @Test func whatIsStoredOutlivesTheStores() async throws {
        try await TemporaryFolder.with { folder in
            let records = CrashRecords.deals(1, ended: true)
            let openings = CrashRecords.openings(1)
            let deals = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            try await deals.save(records)
            try deals.close()
            let kept = try SQLiteOpeningStore(path: folder.path("openings.sqlite"))
            try await kept.keep(openings + CrashRecords.openings(2))
            kept.forget([CrashRecords.openings(2)[0].deal])
            try kept.close()
            let found = try await SQLiteDealStore(path: folder.path("deals.sqlite"))
                .deals(of: CrashRecords.dealsJob, version: 0, offset: 0, limit: 9)
            #expect(found == records)
            #expect(try await SQLiteOpeningStore(path: folder.path("openings.sqlite")).openings() == openings)
        }
    }

    @Test func aSecondOwnerAndAForeignFileAreRefused() async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            let second = #expect(throws: CoreError.self) {
                _ = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            }
            #expect(second?.code == .unavailable)
            try store.close()
            let foreign = #expect(throws: CoreError.self) {
                _ = try SQLiteOpeningStore(path: folder.path("deals.sqlite"))
            }
            #expect(foreign?.code == .corrupt)
        }
    }

    @Test func callsAfterClosingThrow() async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            let openings = try SQLiteOpeningStore(path: folder.path("openings.sqlite"))
            try store.close()
            try openings.close()
            openings.forget([CrashRecords.openings(1)[0].deal])
            for call in [
                { _ = try await store.openDeals() }, { try await store.save(CrashRecords.deals(1, ended: true)) },
                { _ = try await openings.openings() }, { try await openings.keep(CrashRecords.openings(1)) },
            ] as [@Sendable () async throws -> Void] {
                let error = await #expect(throws: CoreError.self) { try await call() }
                #expect(error?.code == .unavailable)
            }
        }
    }

    /// What somebody writes into the row of a deal, and what the error says of it.
    static let damages: [(change: String, word: String)] = [
        ("body = substr(body, 1, 50)", "at byte"), ("body = CAST(body || x'00' AS BLOB)", "left over"),
        ("body = 'text'", "body"),
        ("body = CAST(x'02' || substr(body, 2) AS BLOB)", "version 2"), ("trust = 99", "trust is 99"),
        ("trust = -1", "trust is -1"),
        ("is_open = 2", "is_open is 2"), ("has_result = 0", "has_result"), ("has_result = 'no'", "has_result"),
        ("created = 'early'", "created"), ("version = 1.5", "version"), ("partition = x'00'", "partition"),
        ("node = x'6E'", "node"), ("node = CAST(x'FF' AS TEXT)", "node"), ("job = CAST(x'C328' AS TEXT)", "job"),
    ]

    @Test(arguments: damages)
    func aChangedRowIsCorruptAndTheOthersAreNot(_ damage: (change: String, word: String)) async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            let records = CrashRecords.deals(1, ended: true)
            try await store.save(records)
            let id = records[1].executionID
            try await store.file.pool.write { db in
                try db.execute(sql: "UPDATE deals SET \(damage.change) WHERE execution = ?", arguments: [id.text])
            }
            let error = await #expect(throws: CoreError.self) { _ = try await store.deal(of: id) }
            #expect(error?.code == .corrupt)
            for word in [damage.word, folder.path("deals.sqlite"), "row 2"] {
                #expect(error?.message.contains(word) == true, "\(word) is not in: \(error?.message ?? "")")
            }
            #expect(error?.hint?.contains("restore") == true)
            #expect(try await store.deal(of: records[0].executionID) == records[0])
            #expect(try await store.deal(of: records[2].executionID) == records[2])
            // What is saved again is whole again.
            try await store.save([records[1]])
            #expect(try await store.deal(of: id) == records[1])
        }
    }

    @Test func anUnknownTrustIsNotCounted() async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            try await store.save(CrashRecords.deals(1, ended: true))
            try await store.file.pool.write { try $0.execute(sql: "UPDATE deals SET trust = 8 WHERE number = 2") }
            let error = await #expect(throws: CoreError.self) { _ = try await store.counts() }
            #expect(error?.code == .corrupt && error?.message.contains("row 2 ") == true)
        }
    }

    @Test(arguments: [
        "deal = x'00112233'", "deal = 'aa'", "slot = 'first'", "slot = 0.5", "opening = 'text'", "opening = 1",
        "execution = x'65'", "execution = CAST(x'C328' AS TEXT)",
    ])
    func aChangedOpeningIsCorrupt(_ change: String) async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteOpeningStore(path: folder.path("openings.sqlite"))
            try await store.keep(CrashRecords.openings(1))
            try await store.file.pool.write { try $0.execute(sql: "UPDATE openings SET \(change) WHERE slot = 1") }
            let error = await #expect(throws: CoreError.self) { _ = try await store.openings() }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains(folder.path("openings.sqlite")) == true)
            #expect(error?.message.contains("deal x'") == true)
            #expect(error?.hint?.contains("restore") == true)
        }
    }

    @Test func openingsOfAnOlderVersionAreRead() async throws {
        try await TemporaryFolder.with { folder in
            let kind = OpeningSchema.kind
            let old = DatabaseFile.Kind(
                component: kind.component,
                applicationID: kind.applicationID,
                versions: Array(kind.versions.prefix(1))
            )
            let file = try DatabaseFile(path: folder.path("openings.sqlite"), kind: old, durability: .full)
            let row = "INSERT INTO openings VALUES(zeroblob(32), 0, x'0102')"
            try await file.pool.write { try $0.execute(sql: row) }
            try file.close()
            let store = try SQLiteOpeningStore(path: folder.path("openings.sqlite"))
            let expected = KeptOpening(
                deal: [UInt8](repeating: 0, count: Digest256.byteCount).withUnsafeBytes { Digest256($0) },
                slot: 0,
                executionID: nil,
                opening: [1, 2]
            )
            #expect(try await store.openings() == [expected])
            var newer = expected
            newer.executionID = ExecutionID("e-1")
            newer.inputs = [CID.raw(.sha256(of: [1])), CID.raw(.sha256(of: [2]))]
            try await store.keep([newer])
            #expect(try await store.openings() == [newer])
        }
    }

    /// Whatever is overwritten in the file, opening and reading either work or throw an error of this module.
    @Test(arguments: UInt64(1)...40)
    func aDamagedFileNeverTraps(_ seed: UInt64) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("deals.sqlite")
            let records = (1...20).flatMap { CrashRecords.deals($0, ended: $0.isMultiple(of: 2)) }
            let store = try SQLiteDealStore(path: path)
            try await store.save(records)
            try store.close()
            var random = SplitMix64(seed: seed)
            var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
            let start = random.below(bytes.count - 2000)
            for index in start..<(start + 2000) { bytes[index] = UInt8(random.below(256)) }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                let damaged = try SQLiteDealStore(path: path)
                for call in [
                    { _ = try await damaged.openDeals() }, { _ = try await damaged.counts() },
                    { _ = try await damaged.deals(of: CrashRecords.dealsJob, version: 0, offset: 0, limit: 100) },
                    { for record in records { _ = try await damaged.deal(of: record.executionID) } },
                ] as [@Sendable () async throws -> Void] {
                    do {
                        try await call()
                    } catch let error as CoreError {
                        #expect(error.code == .corrupt, "\(error)")
                    }
                }
            } catch let error as CoreError {
                #expect(error.code == .corrupt, "\(error)")
            }
        }
    }

    @Test func aFullFileRefusesASaveAndKeepsWhatItHas() async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            try await limitPages(store, 60)
            var stored = 0
            while stored < 10000 {
                do {
                    try await store.save(CrashRecords.deals(stored + 1, ended: true))
                    stored += 1
                } catch let error as CoreError {
                    #expect(error.code == .exhausted, "\(error)")
                    break
                }
            }
            let job = CrashRecords.dealsJob
            #expect(try await store.deals(of: job, version: 0, offset: 0, limit: .max).count == stored * 3)
            try await limitPages(store, 1 << 30)
            try await store.save(CrashRecords.deals(stored + 1, ended: true))
            #expect(try await store.deals(of: job, version: 0, offset: 0, limit: .max).count == stored * 3 + 3)
        }
    }

    private func limitPages(_ store: SQLiteDealStore, _ count: Int) async throws {
        try await store.file.pool.writeWithoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count=\(count)")
        }
    }

    /// Each lookup goes by an index and sorts nothing.
    @Test(arguments: [
        ("deals_open", DealReader.isOpen), ("sqlite_autoindex_deals_1", DealReader.isOfExecution),
        ("deals_job", DealReader.isOfJob), ("deals_job", DealReader.isOfJobVersion),
        ("deals_trust", DealReader.isOfNode),
    ])
    func lookupsGoByAnIndex(_ index: String, _ clauses: String) async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteDealStore(path: folder.path("deals.sqlite"))
            let plan = try await store.file.pool.read { db in
                let statement = try RowStatement(db, "EXPLAIN QUERY PLAN SELECT number, body FROM deals \(clauses)")
                return try statement.rows { statement.text(3) }
            }
            #expect(plan.count == 1 && plan[0].contains("INDEX \(index)"), "\(plan)")
        }
    }
}
