import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Database

@Suite struct OpeningTests {
    @Test func whatIsStoredOutlivesTheStore() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("jobs.db")
            let first = CrashRecords.submission(1)
            let store = try SQLiteJobStore(path: path)
            try await store.commit(first)
            try store.close()
            let again = try SQLiteJobStore(path: path)
            #expect(try await again.jobs(JobQuery()) == first.jobs)
            try await again.commit(ChangeSet(events: first.events))
            let history = try await again.history(of: first.jobs[0].id, HistoryQuery())
            #expect(history.map(\.sequence) == Array(1...6))
        }
    }

    @Test func aStoreThatIsLetGoFreesItsFile() async throws {
        try await TemporaryFolder.with { folder in
            for number in 1...3 {
                let store = try SQLiteJobStore(path: folder.path("jobs.db"))
                try await store.commit(CrashRecords.submission(number))
            }
            let last = try SQLiteJobStore(path: folder.path("jobs.db"))
            #expect(try await last.jobs(JobQuery()).count == 3)
        }
    }

    @Test func aSecondOwnerIsRefusedWithTheFirstOnesProcessID() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("content.db")
            let index = try SQLiteContentIndex(path: path)
            let error = #expect(throws: CoreError.self) { _ = try SQLiteContentIndex(path: path) }
            #expect(error?.code == .unavailable)
            let owner = "another bacalhau (pid \(ProcessInfo.processInfo.processIdentifier)) uses this folder"
            #expect(error?.message.contains(owner) == true)
            try index.close()
            _ = try SQLiteContentIndex(path: path)
        }
    }

    @Test func callsAfterClosingThrow() async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteJobStore(path: folder.path("jobs.db"))
            try store.close()
            for call in [
                { _ = try await store.jobs(JobQuery()) }, { try await store.commit(CrashRecords.submission(1)) },
            ] as [@Sendable () async throws -> Void] {
                let error = await #expect(throws: CoreError.self) { try await call() }
                #expect(error?.code == .unavailable)
            }
        }
    }

    @Test(arguments: [(Durability.full, 2), (.relaxed, 1)])
    func theDurabilityIsSet(_ durability: Durability, _ expected: Int) async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteJobStore(path: folder.path("jobs.db"), durability: durability)
            let found = try await store.file.pool.writeWithoutTransaction { db in
                try (Int.fetchOne(db, sql: "PRAGMA synchronous"), String.fetchOne(db, sql: "PRAGMA journal_mode"))
            }
            #expect(found.0 == expected && found.1 == "wal")
        }
    }

    @Test func aFileOfNoiseIsCorrupt() async throws {
        try await TemporaryFolder.with { folder in
            var samples = SampleRecords(seed: 1)
            try Data(samples.bytes(10000)).write(to: URL(fileURLWithPath: folder.path("jobs.db")))
            let error = #expect(throws: CoreError.self) { _ = try SQLiteJobStore(path: folder.path("jobs.db")) }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("jobs.db") == true)
        }
    }

    /// Whatever is overwritten in the file, opening and reading either work or throw an error of this module.
    @Test(arguments: UInt64(1)...60)
    func aDamagedFileNeverTraps(_ seed: UInt64) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("jobs.db")
            let sets = (1...20).map { CrashRecords.submission($0) }
            let store = try SQLiteJobStore(path: path)
            try await store.commit(sets)
            try store.close()
            var random = SplitMix64(seed: seed)
            var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
            let start = random.below(bytes.count - 2000)
            for index in start..<(start + 2000) { bytes[index] = UInt8(random.below(256)) }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                let damaged = try SQLiteJobStore(path: path)
                for set in sets {
                    do {
                        let job = try await damaged.job(matching: set.jobs[0].id.text, namespace: nil)
                        _ = try await damaged.executions(of: job.id, version: nil)
                        _ = try await damaged.history(of: job.id, HistoryQuery())
                    } catch let error as CoreError {
                        #expect([.corrupt, .notFound].contains(error.code), "\(error)")
                    }
                }
            } catch let error as CoreError {
                #expect(error.code == .corrupt, "\(error)")
            }
        }
    }

    @Test func aChangedRowIsCorruptAndTheOthersAreNot() async throws {
        try await TemporaryFolder.with { folder in
            let sets = [CrashRecords.submission(1), CrashRecords.submission(2)]
            let store = try SQLiteJobStore(path: folder.path("jobs.db"))
            try await store.commit(sets)
            let id = sets[0].jobs[0].id
            try await store.file.pool.write { db in
                try db.execute(sql: "UPDATE jobs SET body = substr(body, 1, 50) WHERE id = ?", arguments: [id.text])
            }
            let error = await #expect(throws: CoreError.self) { _ = try await store.job(id, version: 1) }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains(id.text) == true)
            #expect(try await store.job(sets[1].jobs[0].id, version: 1) == sets[1].jobs[0])
        }
    }

    @Test func aDatabaseOfAnotherProgramIsRefused() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("jobs.db")
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE birds(name)") }
            try queue.close()
            let error = #expect(throws: CoreError.self) { _ = try SQLiteJobStore(path: path) }
            #expect(error?.code == .corrupt)
            try SQLiteContentIndex(path: folder.path("content.db")).close()
            let other = #expect(throws: CoreError.self) { _ = try SQLiteJobStore(path: folder.path("content.db")) }
            #expect(other?.code == .corrupt)
        }
    }

    @Test func aFileOfANewerProgramIsRefused() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("jobs.db")
            try SQLiteJobStore(path: path).close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES('999')") }
            try queue.close()
            let error = #expect(throws: CoreError.self) { _ = try SQLiteJobStore(path: path) }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("newer") == true)
        }
    }

    @Test(arguments: ["/proc/self/jobs.db", "/nowhere/at/all/jobs.db"])
    func aFolderThatCannotBeWrittenIsAnError(_ path: String) throws {
        let error = #expect(throws: CoreError.self) { _ = try SQLiteJobStore(path: path) }
        #expect(error?.code == .io)
        #expect(error?.message.contains(path) == true)
    }
}
