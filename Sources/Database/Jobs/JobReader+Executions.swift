import ContentAddressing
import Core
import GRDB

extension JobReader {
    /// In the order of version, partition and attempt.
    func executions(of id: JobID, version: Int?) throws -> [Execution] {
        let condition = version == nil ? "" : "AND version = ?2"
        let statement = try RowStatement(
            db,
            """
            SELECT ?1, id, body FROM executions WHERE job = (SELECT number FROM jobs WHERE id = ?1) \(condition)
            ORDER BY version, partition, attempt, id
            """
        )
        statement.bind(1, id.text)
        if let version { statement.bind(2, version) }
        return try statement.rows { try decodeExecution(statement) }
    }

    /// All executions of the jobs that are not terminal.
    func activeExecutions() throws -> [Execution] {
        let statement = try RowStatement(
            db,
            """
            SELECT jobs.id, executions.id, executions.body FROM jobs JOIN executions ON executions.job = jobs.number
            WHERE jobs.state < \(JobState.firstTerminalCode)
            ORDER BY jobs.number, executions.version, executions.partition, executions.attempt, executions.id
            """
        )
        return try statement.rows { try decodeExecution(statement) }
    }

    func execution(matching text: String) throws -> Execution {
        let statement = try RowStatement(
            db,
            """
            SELECT jobs.id, executions.id, executions.body FROM executions JOIN jobs ON jobs.number = executions.job
            WHERE executions.id >= ?1 AND executions.id < ?2 ORDER BY executions.id LIMIT \(Self.candidatesMax + 1)
            """
        )
        statement.bind(1, text)
        statement.bind(2, text + "\u{10FFFF}")
        let found = text.isEmpty ? [] : try statement.rows { try decodeExecution(statement) }
        guard let execution = found.first else { throw JobStoreError.executionNotFound(text) }
        // A full id sorts before all that it begins.
        guard found.count == 1 || execution.id.text == text else {
            throw JobStoreError.ambiguous("execution", text, found.map(\.id.text))
        }
        return execution
    }

    func history(of id: JobID, _ query: HistoryQuery) throws -> [HistoryEvent] {
        guard query.limit > 0 else { return [] }
        var conditions = ["job = (SELECT number FROM jobs WHERE id = ?1)", "sequence > ?2", "time >= ?3"]
        if let wants = query.executionEvents { conditions.append("execution IS \(wants ? "NOT NULL" : "NULL")") }
        if query.jobVersion != nil { conditions.append("version = ?4") }
        if !query.executionPrefix.isEmpty { conditions.append("execution >= ?5 AND execution < ?6") }
        let statement = try RowStatement(
            db,
            """
            SELECT sequence, version, time, execution, body FROM events
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY sequence LIMIT ?7
            """
        )
        statement.bind(1, id.text)
        statement.bind(2, query.afterSequence)
        statement.bind(3, query.since.nanoseconds)
        if let version = query.jobVersion { statement.bind(4, version) }
        if !query.executionPrefix.isEmpty {
            statement.bind(5, query.executionPrefix)
            statement.bind(6, query.executionPrefix + "\u{10FFFF}")
        }
        statement.bind(7, query.limit)
        return try statement.rows {
            var event = try EventRecord.decode(statement.blob(4), jobID: id, sequence: statement.int64(0))
            event.jobVersion = Int(statement.int64(1))
            event.time = Timestamp(nanoseconds: statement.int64(2))
            event.executionID = statement.isNull(3) ? nil : ExecutionID(statement.text(3))
            return event
        }
    }

    /// Throws `corrupt` when the stored bytes are not what the CID names.
    func block(_ cid: CID) throws -> Block? {
        let statement = try RowStatement(db, "SELECT bytes FROM blocks WHERE hash = ?1")
        MultihashKey.withBytes(of: cid.multihash) { statement.bind(1, $0) }
        guard let bytes = try statement.rows({ statement.blob(0) }).first else { return nil }
        do {
            try cid.verify(bytes)
        } catch {
            throw CoreError(
                .corrupt,
                "block \(cid) of the job store has changed",
                component: "JobStore",
                cause: error.message
            )
        }
        return Block(cid: cid, bytes: bytes)
    }

    /// Decodes the row of a statement that selects the job's id, the execution's id and the body.
    private func decodeExecution(_ statement: RowStatement) throws -> Execution {
        try ExecutionRecord.decode(
            statement.blob(2),
            id: ExecutionID(statement.text(1)),
            jobID: JobID(statement.text(0))
        )
    }
}
