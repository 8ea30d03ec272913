import GRDB

/// The transaction that a group of writes shares; it begins with the first write, so that an empty group costs nothing.
final class WriteTransaction {
    let db: Database
    private(set) var isOpen = false

    init(_ db: Database) { self.db = db }

    /// Begins when that has not happened yet.
    func begin() throws {
        guard !isOpen else { return }
        try db.beginTransaction(.immediate)
        isOpen = true
    }

    /// Makes the writes durable.
    func commit() throws {
        guard isOpen else { return }
        try db.commit()
        isOpen = false
    }

    /// Undoes the writes.
    ///
    /// SQLite may have done so already (a full disk does that), which is no error.
    func rollback() {
        try? db.rollback()
        isOpen = false
    }
}
