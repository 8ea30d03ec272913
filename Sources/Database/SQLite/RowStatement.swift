import GRDB
import GRDBSQLite

/// A prepared statement driven through SQLite's C interface.
///
/// For the rows that are written by the ten thousand: it costs no arguments array, no boxing and no observation. It is
/// used on its connection's queue only, and the connection's statement cache owns the handle.
struct RowStatement {
    private let statement: Statement
    private var handle: OpaquePointer { statement.sqliteStatement }

    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
    }

    // SQLite copies what is bound (SQLITE_TRANSIENT), so that no pointer outlives its array.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }

    func bind(_ index: Int32, _ value: String?) {
        guard var value else {
            sqlite3_bind_null(handle, index)
            return
        }
        value.withUTF8 { utf8 in
            // An empty buffer may have no address, which SQLite would read as NULL.
            let base = utf8.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(handle)
            _ = sqlite3_bind_text64(
                handle,
                index,
                base.assumingMemoryBound(to: CChar.self),
                UInt64(utf8.count),
                Self.copied,
                UInt8(SQLITE_UTF8)
            )
        }
    }

    func bind(_ index: Int32, _ value: [UInt8]) {
        value.withUnsafeBytes { bind(index, $0) }
    }

    func bind(_ index: Int32, _ value: UnsafeRawBufferPointer) {
        guard let base = value.baseAddress, !value.isEmpty else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob64(handle, index, base, UInt64(value.count), Self.copied)
    }

    /// Runs the statement to its end and makes it ready for the next row.
    func run() throws {
        while try step() {}
        reset()
    }

    /// True when there is a row to read; after the last one, call ``reset()``.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let message = sqlite3_errmsg(sqlite3_db_handle(handle)).map { String(cString: $0) }
            reset()
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }

    /// Calls the body on each row until it returns false.
    func forEachRow(_ body: () throws -> Bool) throws {
        defer { reset() }
        while try step() {
            guard try body() else { return }
        }
    }

    /// What the body makes of each row.
    func rows<Value>(_ body: () throws -> Value) throws -> [Value] {
        var values: [Value] = []
        try forEachRow {
            values.append(try body())
            return true
        }
        return values
    }

    /// Ends reading and drops what was bound.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// Zero when the column is NULL.
    func blob(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(handle, column))
        guard count > 0, let base = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Ill-formed bytes are repaired: the columns read as text are ids, which are compared with what was asked for.
    func text(_ column: Int32) -> String {
        String(decoding: blob(column), as: UTF8.self)
    }

    /// The whole number of a column; nil when it holds something else.
    func wholeNumber(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_INTEGER ? int64(column) : nil
    }

    /// The text of a column; nil when it holds something else or is not UTF-8.
    func validText(_ column: Int32) -> String? {
        guard sqlite3_column_type(handle, column) == SQLITE_TEXT else { return nil }
        return String(validating: blob(column), as: UTF8.self)
    }

    /// The bytes of a column; nil when it holds something else.
    func validBlob(_ column: Int32) -> [UInt8]? {
        sqlite3_column_type(handle, column) == SQLITE_BLOB ? blob(column) : nil
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// How many rows the last `run` of this connection changed.
    var changedRows: Int { Int(sqlite3_changes(sqlite3_db_handle(handle))) }

    /// The number that the last `run` of this connection gave to a new row.
    var insertedRow: Int64 { sqlite3_last_insert_rowid(sqlite3_db_handle(handle)) }
}
