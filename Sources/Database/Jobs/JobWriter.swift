import ContentAddressing
import Core
import GRDB

/// Writes change sets within one transaction.
///
/// Made per transaction, used on the writer queue.
struct JobWriter {
    private let findJob: RowStatement
    private let insertJob: RowStatement
    private let updateJob: RowStatement
    private let raiseJob: RowStatement
    private let keepVersion: RowStatement
    private let writeVersion: RowStatement
    private let writeShares: RowStatement
    private let writeExecution: RowStatement
    private let insertEvent: RowStatement
    private let insertBlock: RowStatement

    init(_ db: Database) throws {
        findJob = try RowStatement(
            db,
            "SELECT number, version, (SELECT max(sequence) FROM events WHERE job = jobs.number) FROM jobs WHERE id = ?1"
        )
        insertJob = try RowStatement(
            db,
            """
            INSERT INTO jobs(state, modified, body, version, namespace, name, created, id)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        )
        updateJob = try RowStatement(db, "UPDATE jobs SET state = ?1, modified = ?2, body = ?3 WHERE number = ?4")
        raiseJob = try RowStatement(
            db,
            """
            UPDATE jobs SET state = ?1, modified = ?2, body = ?3, version = ?4, namespace = ?5, name = ?6, created = ?7
            WHERE number = ?8
            """
        )
        keepVersion = try RowStatement(
            db,
            "INSERT OR REPLACE INTO job_versions SELECT number, version, body FROM jobs WHERE number = ?1"
        )
        writeVersion = try RowStatement(db, "INSERT OR REPLACE INTO job_versions VALUES(?1, ?2, ?3)")
        writeShares = try RowStatement(db, "INSERT OR REPLACE INTO job_shares VALUES(?1, ?2, ?3)")
        writeExecution = try RowStatement(
            db,
            """
            INSERT INTO executions(job, version, partition, attempt, id, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET body = excluded.body
            """
        )
        insertEvent = try RowStatement(db, "INSERT INTO events VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
        insertBlock = try RowStatement(db, "INSERT OR IGNORE INTO blocks VALUES(?1, ?2)")
    }

    /// Throws `internalError` for an execution or event whose job is neither stored nor in the set.
    func write(_ set: ChangeSet, _ memory: inout JobWriterMemory) throws {
        for job in set.jobs { try write(job, &memory) }
        for execution in set.executions { try write(execution, &memory) }
        for event in set.events { try write(event, &memory) }
        for block in set.blocks { try write(block) }
    }

    private func write(_ job: Job, _ memory: inout JobWriterMemory) throws {
        try JobRecord.encode(job, with: &memory.record)
        var cursor = try cursor(of: job.id, memory)
        if let known = cursor {
            if job.version == known.version {
                bind(job, memory, to: updateJob)
                updateJob.bind(4, known.number)
                try updateJob.run()
                if job.shares.isEmpty { return }
            } else if job.version > known.version {
                try raise(job, known, memory)
                cursor?.version = job.version
            } else {
                writeVersion.bind(1, known.number)
                writeVersion.bind(2, job.version)
                writeVersion.bind(3, memory.record.bytes)
                try writeVersion.run()
            }
        } else {
            cursor = try insert(job, memory)
        }
        if var cursor {
            try writeShares(of: job, &cursor, &memory)
            if job.state.isTerminal { cursor.shares = nil }
            memory.cursors.set(job.id, cursor)
        }
    }

    private func insert(_ job: Job, _ memory: JobWriterMemory) throws -> JobCursors.Cursor {
        bindAll(job, memory, to: insertJob)
        insertJob.bind(8, job.id.text)
        try insertJob.run()
        return JobCursors.Cursor(number: insertJob.insertedRow, version: job.version, sequence: 0)
    }

    /// Moves the row that was the latest to the former versions and puts the new one in its place.
    private func raise(_ job: Job, _ known: JobCursors.Cursor, _ memory: JobWriterMemory) throws {
        keepVersion.bind(1, known.number)
        try keepVersion.run()
        bindAll(job, memory, to: raiseJob)
        raiseJob.bind(8, known.number)
        try raiseJob.run()
    }

    private func bind(_ job: Job, _ memory: JobWriterMemory, to statement: RowStatement) {
        statement.bind(1, job.state.code)
        statement.bind(2, job.modifiedAt.nanoseconds)
        statement.bind(3, memory.record.bytes)
    }

    private func bindAll(_ job: Job, _ memory: JobWriterMemory, to statement: RowStatement) {
        bind(job, memory, to: statement)
        statement.bind(4, job.version)
        statement.bind(5, job.spec.namespace)
        let hasOwnName = !job.spec.name.isEmpty && job.spec.name != job.id.text
        statement.bind(6, hasOwnName ? job.spec.name : nil)
        statement.bind(7, job.createdAt.nanoseconds)
    }

    /// Comparing is cheap: the arrays are usually one and the same.
    private func writeShares(of job: Job, _ cursor: inout JobCursors.Cursor, _ memory: inout JobWriterMemory) throws {
        guard !job.shares.isEmpty else { return }
        if let known = cursor.shares, known.version == job.version, known.list == job.shares { return }
        JobRecord.encode(job.shares, with: &memory.record)
        writeShares.bind(1, cursor.number)
        writeShares.bind(2, job.version)
        writeShares.bind(3, memory.record.bytes)
        try writeShares.run()
        memory.releaseLargeRecord()
        cursor.shares = (job.version, job.shares)
    }

    private func write(_ execution: Execution, _ memory: inout JobWriterMemory) throws {
        let cursor = try knownCursor(of: execution.jobID, memory, for: "execution \(execution.id)")
        try ExecutionRecord.encode(execution, with: &memory.record)
        writeExecution.bind(1, cursor.number)
        writeExecution.bind(2, execution.jobVersion)
        writeExecution.bind(3, execution.partition)
        writeExecution.bind(4, execution.attempt)
        writeExecution.bind(5, execution.id.text)
        writeExecution.bind(6, memory.record.bytes)
        try writeExecution.run()
    }

    private func write(_ event: HistoryEvent, _ memory: inout JobWriterMemory) throws {
        var cursor = try knownCursor(of: event.jobID, memory, for: "an event")
        cursor.sequence += 1
        EventRecord.encode(event, with: &memory.record)
        insertEvent.bind(1, cursor.number)
        insertEvent.bind(2, cursor.sequence)
        insertEvent.bind(3, event.jobVersion)
        insertEvent.bind(4, event.time.nanoseconds)
        insertEvent.bind(5, event.executionID?.text)
        insertEvent.bind(6, memory.record.bytes)
        try insertEvent.run()
        memory.cursors.set(event.jobID, cursor)
    }

    private func write(_ block: Block) throws {
        MultihashKey.withBytes(of: block.cid.multihash) { insertBlock.bind(1, $0) }
        insertBlock.bind(2, block.bytes)
        try insertBlock.run()
    }

    private func cursor(of id: JobID, _ memory: JobWriterMemory) throws -> JobCursors.Cursor? {
        if let known = memory.cursors[id] { return known }
        findJob.bind(1, id.text)
        defer { findJob.reset() }
        guard try findJob.step() else { return nil }
        return JobCursors.Cursor(
            number: findJob.int64(0),
            version: Int(findJob.int64(1)),
            sequence: findJob.int64(2)
        )
    }

    private func knownCursor(
        of id: JobID,
        _ memory: JobWriterMemory,
        for subject: @autoclosure () -> String
    ) throws -> JobCursors.Cursor {
        guard let cursor = try cursor(of: id, memory) else {
            throw CoreError(
                .internalError,
                "\(subject()) belongs to job \(id), which is not stored",
                component: "JobStore"
            )
        }
        return cursor
    }
}
