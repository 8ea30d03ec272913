import ContentAddressing
import Core
import GRDB

/// Reads jobs and what belongs to them on one snapshot.
struct JobReader {
    /// The most ids that an `ambiguous` error names.
    static let candidatesMax = 5
    private static let columns = "number, id, body"

    let db: Database

    func jobs(_ query: JobQuery) throws -> [Job] {
        let statement = try RowStatement(db, listSQL(query))
        var index: Int32 = 0
        if let namespace = query.onlyNamespace {
            index += 1
            statement.bind(index, namespace)
        }
        for state in query.states {
            index += 1
            statement.bind(index, state.code)
        }
        var jobs: [Job] = []
        var toSkip = query.offset
        guard query.limit > 0 else { return [] }
        try statement.forEachRow {
            if toSkip > 0 && query.labels.isEmpty {
                toSkip -= 1
                return true
            }
            let job = try decodeJob(statement)
            guard query.labels.allSatisfy({ $0.matches(job.spec.labels) }) else { return true }
            if toSkip > 0 { toSkip -= 1 } else { jobs.append(job) }
            return jobs.count < query.limit
        }
        return jobs
    }

    private func listSQL(_ query: JobQuery) -> String {
        var conditions: [String] = []
        if query.onlyNamespace != nil { conditions.append("namespace = ?") }
        if !query.states.isEmpty {
            conditions.append("state IN (\(query.states.map { _ in "?" }.joined(separator: ",")))")
        }
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let column = query.order == .createdAt ? "created" : "modified"
        let direction = query.isReversed ? "DESC" : "ASC"
        return "SELECT \(Self.columns) FROM jobs \(filter) ORDER BY \(column) \(direction), number \(direction)"
    }

    func job(matching text: String, namespace: String?) throws -> Job {
        if let job = try job(named: text, namespace: namespace) ?? job(id: text) { return job }
        let statement = try RowStatement(
            db,
            "SELECT \(Self.columns) FROM jobs WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT \(Self.candidatesMax + 1)"
        )
        statement.bind(1, text)
        statement.bind(2, text + Self.afterAll)
        let found = text.isEmpty ? [] : try statement.rows { try decodeJob(statement) }
        guard let job = found.first else { throw JobStoreError.jobNotFound(text, namespace: namespace) }
        guard found.count == 1 else { throw JobStoreError.ambiguous("job", text, found.map(\.id.text)) }
        return job
    }

    /// The last code point, so that the range from a prefix to the prefix and it holds all that starts with the prefix.
    private static let afterAll = "\u{10FFFF}"

    func job(id: String) throws -> Job? {
        let statement = try RowStatement(db, "SELECT \(Self.columns) FROM jobs WHERE id = ?1")
        statement.bind(1, id)
        return try statement.rows { try decodeJob(statement) }.first
    }

    /// The newest job of the name; nil for the namespace means any.
    ///
    /// A job without a name is called by its id.
    func job(named name: String, namespace: String?) throws -> Job? {
        guard !name.isEmpty else { return nil }
        let condition = namespace == nil ? "" : "AND namespace = ?2"
        let statement = try RowStatement(
            db,
            "SELECT \(Self.columns) FROM jobs WHERE name = ?1 \(condition) ORDER BY created DESC, number DESC LIMIT 1"
        )
        statement.bind(1, name)
        if let namespace { statement.bind(2, namespace) }
        if let job = try statement.rows({ try decodeJob(statement) }).first { return job }
        guard let job = try job(id: name), job.spec.name.isEmpty || job.spec.name == name else { return nil }
        return namespace == nil || job.spec.namespace == namespace ? job : nil
    }

    func job(_ id: JobID, version: Int) throws -> Job? {
        guard let latest = try job(id: id.text) else { return nil }
        if latest.version == version { return latest }
        let statement = try RowStatement(
            db,
            """
            SELECT job, ?2, body FROM job_versions
            WHERE job = (SELECT number FROM jobs WHERE id = ?2) AND version = ?1
            """
        )
        statement.bind(1, version)
        statement.bind(2, id.text)
        return try statement.rows { try decodeJob(statement) }.first
    }

    func versions(of id: JobID) throws -> [Job] {
        guard let latest = try job(id: id.text) else { return [] }
        let statement = try RowStatement(
            db,
            """
            SELECT job, ?1, body FROM job_versions
            WHERE job = (SELECT number FROM jobs WHERE id = ?1) ORDER BY version
            """
        )
        statement.bind(1, id.text)
        return try statement.rows { try decodeJob(statement) } + [latest]
    }

    func counts() throws -> [(JobState, Int)] {
        let statement = try RowStatement(db, "SELECT state, count(*) FROM jobs GROUP BY state ORDER BY state")
        return try statement.rows {
            let code = statement.int64(0)
            guard let state = JobState(code: code) else {
                throw CoreError(
                    .corrupt,
                    "the job store holds a job with the unknown state \(code)",
                    component: "JobStore"
                )
            }
            return (state, Int(statement.int64(1)))
        }
    }

    func activeJobs() throws -> [Job] {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.columns) FROM jobs WHERE state < \(JobState.firstTerminalCode) ORDER BY number"
        )
        return try statement.rows { try decodeJob(statement) }
    }

    /// Decodes the row of a statement that selects number, id and body.
    private func decodeJob(_ statement: RowStatement) throws -> Job {
        let id = JobID(statement.text(1))
        var (job, hasShares) = try JobRecord.decode(statement.blob(2), id: id)
        if hasShares { job.shares = try shares(number: statement.int64(0), job) }
        return job
    }

    private func shares(number: Int64, _ job: Job) throws -> [PartitionShare] {
        let statement = try RowStatement(db, "SELECT body FROM job_shares WHERE job = ?1 AND version = ?2")
        statement.bind(1, number)
        statement.bind(2, job.version)
        guard let body = try statement.rows({ statement.blob(0) }).first else {
            throw CoreError(
                .corrupt,
                "the shares of job \(job.id), version \(job.version), are missing",
                component: "JobStore"
            )
        }
        return try JobRecord.decodeShares(body, id: job.id)
    }
}

extension JobQuery {
    /// The namespace to keep to; `*` is the wire's word for all.
    var onlyNamespace: String? { namespace == "*" ? nil : namespace }
}
