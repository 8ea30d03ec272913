import Core
import Foundation
import GRDB

/// One SQLite file, opened, locked, checked and migrated.
final class DatabaseFile: Sendable {
    /// What tells one kind of file from another.
    struct Kind: Sendable {
        /// For errors, such as `JobStore`.
        var component: String
        /// `PRAGMA application_id`, so that a foreign database is not taken for ours.
        var applicationID: Int64
        /// The SQL that makes each version from the one before it; what was released is never changed.
        var versions: [String]

        var migrator: DatabaseMigrator {
            var migrator = DatabaseMigrator()
            for (index, sql) in versions.enumerated() {
                migrator.registerMigration("\(index + 1)") { db in try db.execute(sql: sql) }
            }
            return migrator
        }
    }

    /// Connections that read at the same time.
    static let readersMax = 4
    /// How long a statement waits for another program's lock.
    static let busyWaitSeconds = 5.0

    let pool: DatabasePool
    let failure: SQLiteFailure
    /// The size of the write-ahead log, for checkpoints.
    let gauge = LogGauge()
    private let lock: FileLock

    /// Opens or creates the file; its folder must exist.
    ///
    /// Throws `unavailable` (another process has it, or a newer program wrote it), `corrupt`, `io` or `exhausted`.
    init(path: String, kind: Kind, durability: Durability) throws {
        let failure = SQLiteFailure(path: path, component: kind.component)
        self.failure = failure
        lock = try FileLock(path: path + ".lock", component: kind.component)
        do {
            let pool = try DatabasePool(path: path, configuration: Self.configuration(label: kind.component))
            self.pool = pool
            try Self.checkOwner(pool, path, kind)
            try kind.migrator.migrate(pool)
            try pool.writeWithoutTransaction { db in
                try Self.apply(durability, db, path, kind)
                gauge.attach(to: db)
            }
        } catch {
            throw failure.translate(error, while: "opening the database")
        }
    }

    deinit { try? close() }

    /// Moves the log into the file, closes the connections and gives the file free.
    ///
    /// Commits must have ended; reads under way are waited for. A log that readers of other processes hold stays, and
    /// the next opening goes on with it.
    func close() throws {
        pool.writeWithoutTransaction { db in
            // What was closed before needs nothing.
            guard db.sqliteConnection != nil else { return }
            gauge.detach(from: db)
            // The connection that is closed last may be a reader, and readers leave the log as it is.
            _ = try? db.checkpoint(.truncate)
        }
        try pool.close()
        lock.release()
    }

    /// Reads on one snapshot.
    func read<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw failure.translate(error, while: action)
        }
    }

    private static func configuration(label: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = label
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = readersMax
        configuration.busyMode = .timeout(busyWaitSeconds)
        configuration.prepareDatabase { db in
            // Negative sizes are KiB: at most 32 MiB for the writer and 8 MiB per reader.
            let cache = db.configuration.readonly ? -8192 : -32768
            try db.execute(sql: "PRAGMA cache_size=\(cache); PRAGMA temp_store=MEMORY")
            // Checkpoints are made by GroupCommitter, after the answer. A log that has grown is cut to this again.
            try db.execute(sql: "PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=\(64 << 20)")
        }
        return configuration
    }

    private static func checkOwner(_ pool: DatabasePool, _ path: String, _ kind: Kind) throws {
        try pool.writeWithoutTransaction { db in
            let found = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            if found == 0 && tables == 0 {
                try db.execute(sql: "PRAGMA application_id=\(kind.applicationID)")
            } else if found != kind.applicationID {
                throw CoreError(
                    .corrupt,
                    "\(path) is a database of another program (application id \(found))",
                    hint: "move it away, or choose another data folder",
                    component: kind.component
                )
            }
            guard try !kind.migrator.hasBeenSuperseded(db) else {
                throw CoreError(
                    .unavailable,
                    "\(path) was written by a newer bacalhau and cannot be read by this one",
                    hint: "start the newer program, or choose another data folder",
                    component: kind.component
                )
            }
        }
    }

    /// GRDB sets NORMAL itself when it opens a pool, so this comes after it, and is read back.
    private static func apply(_ durability: Durability, _ db: Database, _ path: String, _ kind: Kind) throws {
        try db.execute(sql: "PRAGMA synchronous=\(durability.pragmaValue)")
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode")
        guard synchronous == durability.pragmaValue, journal == "wal" else {
            throw CoreError(
                .io,
                "\(path) cannot be made durable: SQLite reports journal_mode \(journal ?? "nil") and synchronous "
                    + "\(synchronous ?? -1)",
                hint: "put the data folder on a local disk",
                component: kind.component
            )
        }
    }
}
