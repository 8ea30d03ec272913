import Core
import GRDB

/// Writes deals' records within one transaction.
///
/// Made per call, used on the writer queue.
struct DealWriter {
    private let write: RowStatement

    init(_ db: Database) throws {
        write = try RowStatement(
            db,
            """
            INSERT INTO deals(execution, job, version, partition, node, trust, is_open, has_result, created, body)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT(execution) DO UPDATE SET job = excluded.job, version = excluded.version,
            partition = excluded.partition, node = excluded.node, trust = excluded.trust, is_open = excluded.is_open,
            has_result = excluded.has_result, created = excluded.created, body = excluded.body
            """
        )
    }

    /// Writes a record; one of the same execution keeps its number and nothing else.
    func save(_ record: DealRecord, body: [UInt8]) throws {
        write.bind(1, record.executionID.text)
        write.bind(2, record.jobID.text)
        write.bind(3, record.jobVersion)
        write.bind(4, record.partition)
        write.bind(5, record.nodeID.text)
        write.bind(6, record.trust.rawValue)
        write.bind(7, record.isOpen ? 1 : 0)
        write.bind(8, record.result == nil ? 0 : 1)
        write.bind(9, record.createdAt.nanoseconds)
        write.bind(10, body)
        try write.run()
    }
}
