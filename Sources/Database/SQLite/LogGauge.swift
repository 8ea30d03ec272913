import GRDB
import GRDBSQLite
import Synchronization

/// Knows how many pages the write-ahead log holds, told by SQLite after each commit.
final class LogGauge: Sendable {
    private let pages = Atomic<Int>(0)

    var pageCount: Int { pages.load(ordering: .relaxed) }

    func set(_ count: Int) { pages.store(count, ordering: .relaxed) }

    /// Starts being told; the gauge must live until ``detach(from:)`` or the end of the connection.
    func attach(to db: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<LogGauge>.fromOpaque(context).takeUnretainedValue().set(Int(pages))
                return SQLITE_OK
            },
            context
        )
    }

    /// Stops being told; a closed connection has nothing to stop.
    func detach(from db: Database) {
        guard let connection = db.sqliteConnection else { return }
        sqlite3_wal_hook(connection, nil, nil)
    }
}
