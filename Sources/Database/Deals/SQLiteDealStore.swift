package import Core
import GRDB

/// The deal store in one SQLite file.
///
/// All writes go through one queue (``GroupCommitter``), reads through a few connections that never wait for it. One
/// process owns the file. Calls to `save` that overlap share a transaction, and then its failure too.
package final class SQLiteDealStore: DealStore {
    let file: DatabaseFile
    private let committer: GroupCommitter

    /// Opens or creates the file; its folder must exist.
    ///
    /// Throws `unavailable` (another process has it, or a newer program wrote it), `corrupt`, `io` or `exhausted`.
    package init(path: String, durability: Durability = .full) throws {
        file = try DatabaseFile(path: path, kind: DealSchema.kind, durability: durability)
        committer = GroupCommitter(gauge: file.gauge) {}
    }

    /// Closes the file and lets another process have it; calls under way must have ended.
    ///
    /// Later calls throw.
    package func close() throws { try file.close() }

    package func save(_ records: [DealRecord], done: @escaping @Sendable (Result<Void, CoreError>) -> Void) {
        // Encoded here, so that savers do it side by side and not on the one writer's thread.
        var buffer = RecordWriter()
        let bodies = records.map { record in
            DealBody.encode(record, with: &buffer)
            return buffer.bytes
        }
        let work: GroupCommitter.Work = { transaction in
            guard !records.isEmpty else { return }
            try transaction.begin()
            let writer = try DealWriter(transaction.db)
            for (record, body) in zip(records, bodies) { try writer.save(record, body: body) }
        }
        committer.perform(work, in: file) { [failure = file.failure] result in
            done(result.mapError { failure.coreError($0, while: "saving deals") })
        }
    }

    package func openDeals() async throws -> [DealRecord] {
        try await read("loading the open deals") { try $0.openDeals() }
    }

    package func deal(of execution: ExecutionID) async throws -> DealRecord? {
        try await read("looking up a deal") { try $0.deal(of: execution) }
    }

    package func deals(of job: JobID, version: Int, offset: Int, limit: Int) async throws -> [DealRecord] {
        try await read("listing a job's deals") {
            try $0.deals(of: job, version: version, offset: offset, limit: limit)
        }
    }

    package func deals(of node: NodeID, trust: DealRecord.Trust, limit: Int) async throws -> [DealRecord] {
        try await read("listing a node's deals") { try $0.deals(of: node, trust: trust, limit: limit) }
    }

    package func counts() async throws -> [(trust: DealRecord.Trust, count: Int)] {
        try await read("counting deals") { try $0.counts() }
    }

    private func read<Value: Sendable>(
        _ action: String,
        _ body: @escaping @Sendable (DealReader) throws -> Value
    ) async throws -> Value {
        try await file.read(action) { [path = file.failure.path] in try body(DealReader(db: $0, path: path)) }
    }
}
