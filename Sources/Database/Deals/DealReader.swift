import Core
import GRDB

/// Reads deals' records on one snapshot.
struct DealReader {
    private static let columns =
        "number, execution, job, version, partition, node, trust, is_open, has_result, created, body"

    // What the lookups say after the table's name: each goes by an index, and none sorts.
    static let isOpen = "WHERE is_open = 1 ORDER BY created, number"
    static let isOfExecution = "WHERE execution = ?1"
    static let isOfJob = "WHERE job = ?1 ORDER BY version, partition, created, number LIMIT ?3 OFFSET ?4"
    static let isOfJobVersion = "WHERE job = ?1 AND version = ?2 ORDER BY partition, created, number LIMIT ?3 OFFSET ?4"
    static let isOfNode =
        "WHERE trust = ?1 AND node = ?2 AND has_result = 1 ORDER BY created DESC, number DESC LIMIT ?3"

    let db: Database
    /// Where the file lies, for errors.
    let path: String

    func openDeals() throws -> [DealRecord] {
        let statement = try select(Self.isOpen)
        return try statement.rows { try record(statement) }
    }

    func deal(of execution: ExecutionID) throws -> DealRecord? {
        let statement = try select(Self.isOfExecution)
        statement.bind(1, execution.text)
        return try statement.rows { try record(statement) }.first
    }

    func deals(of job: JobID, version: Int, offset: Int, limit: Int) throws -> [DealRecord] {
        let statement = try select(version == 0 ? Self.isOfJob : Self.isOfJobVersion)
        statement.bind(1, job.text)
        if version != 0 { statement.bind(2, version) }
        statement.bind(3, max(0, limit))
        statement.bind(4, max(0, offset))
        return try statement.rows { try record(statement) }
    }

    func deals(of node: NodeID, trust: DealRecord.Trust, limit: Int) throws -> [DealRecord] {
        let statement = try select(Self.isOfNode)
        statement.bind(1, trust.rawValue)
        statement.bind(2, node.text)
        statement.bind(3, max(0, limit))
        return try statement.rows { try record(statement) }
    }

    func counts() throws -> [(trust: DealRecord.Trust, count: Int)] {
        // The least number of each group, so that an error can name a row.
        let statement = try RowStatement(
            db,
            "SELECT min(number), trust, count(*) FROM deals GROUP BY trust ORDER BY trust"
        )
        return try statement.rows { (try trust(statement, 1), Int(statement.int64(2))) }
    }

    private func select(_ clauses: String) throws -> RowStatement {
        try RowStatement(db, "SELECT \(Self.columns) FROM deals \(clauses)")
    }

    private func record(_ statement: RowStatement) throws -> DealRecord {
        var record = DealRecord(
            blank: ExecutionID(try text(statement, 1, "execution")),
            jobID: JobID(try text(statement, 2, "job"))
        )
        record.jobVersion = Int(try number(statement, 3, "version"))
        record.partition = Int(try number(statement, 4, "partition"))
        record.nodeID = NodeID(try text(statement, 5, "node"))
        record.trust = try trust(statement, 6)
        record.isOpen = try flag(statement, 7, "is_open")
        let hasResult = try flag(statement, 8, "has_result")
        record.createdAt = Timestamp(nanoseconds: try number(statement, 9, "created"))
        guard let body = statement.validBlob(10) else { throw damage(statement, "its body is not bytes") }
        let subject = "\(place(statement)), the deal of execution \(record.executionID),"
        try DealBody.decode(body, into: &record, subject: subject)
        guard hasResult == (record.result != nil) else {
            throw damage(statement, "has_result says other than its body")
        }
        return record
    }

    private func text(_ statement: RowStatement, _ column: Int32, _ name: String) throws -> String {
        guard let text = statement.validText(column) else { throw damage(statement, "its \(name) is not text") }
        return text
    }

    private func number(_ statement: RowStatement, _ column: Int32, _ name: String) throws -> Int64 {
        guard let number = statement.wholeNumber(column) else {
            throw damage(statement, "its \(name) is not a whole number")
        }
        return number
    }

    private func flag(_ statement: RowStatement, _ column: Int32, _ name: String) throws -> Bool {
        switch try number(statement, column, name) {
        case 0: return false
        case 1: return true
        case let other: throw damage(statement, "its \(name) is \(other), which is not a flag")
        }
    }

    private func trust(_ statement: RowStatement, _ column: Int32) throws -> DealRecord.Trust {
        let code = try number(statement, column, "trust")
        guard let trust = Int(exactly: code).flatMap({ DealRecord.Trust(rawValue: $0) }) else {
            throw damage(statement, "its trust is \(code), which is unknown")
        }
        return trust
    }

    private func place(_ statement: RowStatement) -> String { "row \(statement.int64(0)) of the deals in \(path)" }

    private func damage(_ statement: RowStatement, _ what: String) -> CoreError {
        CoreError(
            .corrupt,
            "\(place(statement)) is damaged: \(what)",
            hint: "restore the file from a copy, or remove the row with the sqlite3 tool",
            component: "DealStore"
        )
    }
}
