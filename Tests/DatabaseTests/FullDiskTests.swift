import Core
import GRDB
import Glibc
import TestKit
import Testing

@testable import Database

@Suite struct FullDiskTests {
    @Test func aFullFileRefusesACommitAndKeepsWhatItHas() async throws {
        try await TemporaryFolder.with { folder in
            let store = try SQLiteJobStore(path: folder.path("jobs.db"))
            try await store.commit(CrashRecords.submission(1))
            try await limitPages(store, 60)
            let stored = try await fill(store, from: 2)
            try await limitPages(store, 1 << 30)
            try await expectWorks(store, stored: stored)
        }
    }

    /// The same with a real file system that is full.
    ///
    /// It needs the right to mount one.
    @Test(.enabled("mounting a file system is not permitted here") { SmallFileSystem.canMount })
    func aFullDiskRefusesACommitAndKeepsWhatItHas() async throws {
        try await TemporaryFolder.with { folder in
            let disk = try SmallFileSystem(at: folder.path, megabytes: 4)
            defer { disk.unmount() }
            let store = try SQLiteJobStore(path: folder.path("jobs.db"))
            let stored = try await fill(store, from: 1)
            try disk.resize(megabytes: 64)
            try await expectWorks(store, stored: stored)
            try store.close()
        }
    }

    private func limitPages(_ store: SQLiteJobStore, _ count: Int) async throws {
        try await store.file.pool.writeWithoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count=\(count)")
        }
    }

    /// Commits until there is no room; gives the number of the last set that was stored.
    private func fill(_ store: SQLiteJobStore, from first: Int) async throws -> Int {
        for number in first..<20000 {
            do {
                try await store.commit(CrashRecords.submission(number))
            } catch let error as CoreError {
                #expect(error.code == .exhausted, "\(error)")
                #expect(error.message.contains("is full"))
                // Reading still works, and what was refused is not there.
                #expect(try await store.job(CrashRecords.submission(number).jobs[0].id, version: 1) == nil)
                return number - 1
            }
        }
        Issue.record("the disk did not become full")
        return 0
    }

    private func expectWorks(_ store: SQLiteJobStore, stored: Int) async throws {
        let later = CrashRecords.submission(stored + 1)
        try await store.commit(later)
        var query = JobQuery()
        query.limit = .max
        #expect(try await store.jobs(query).count == stored + 1)
        for number in 1...(stored + 1) { try await CrashCheck.expectWhole(store, number) }
    }
}

/// A tmpfs of a few megabytes.
struct SmallFileSystem {
    private let path: String

    static let canMount: Bool = {
        var template = Array("/tmp/bacalhau-mount-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { return false }
        let path = String(cString: made)
        defer { rmdir(path) }
        guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else { return false }
        umount2(path, Int32(MNT_DETACH))
        return true
    }()

    init(at path: String, megabytes: Int) throws {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw CoreError(.io, "cannot mount a file system at \(path)")
        }
    }

    func resize(megabytes: Int) throws {
        guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(megabytes)m") == 0 else {
            throw CoreError(.io, "cannot resize the file system at \(path)")
        }
    }

    func unmount() { umount2(path, Int32(MNT_DETACH)) }
}
