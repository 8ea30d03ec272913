import Core
import InMemory

/// A client's records behind two gates, one for writes and one for questions about an execution.
final class GatedDealStore: DealStore {
    let writes = Gate()
    let reads = Gate()
    private let store = InMemoryDealStore()

    func save(_ records: [DealRecord], done: @escaping @Sendable (Result<Void, CoreError>) -> Void) {
        writes.write(done: done) { [store] done in store.save(records, done: done) }
    }

    func openDeals() async throws -> [DealRecord] { try await store.openDeals() }

    func deal(of execution: ExecutionID) async throws -> DealRecord? {
        try reads.pass()
        return try await store.deal(of: execution)
    }

    func deals(of job: JobID, version: Int, offset: Int, limit: Int) async throws -> [DealRecord] {
        try await store.deals(of: job, version: version, offset: offset, limit: limit)
    }

    func deals(of node: NodeID, trust: DealRecord.Trust, limit: Int) async throws -> [DealRecord] {
        try await store.deals(of: node, trust: trust, limit: limit)
    }

    func counts() async throws -> [(trust: DealRecord.Trust, count: Int)] { try await store.counts() }
}
