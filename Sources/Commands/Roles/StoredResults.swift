import Core
import Storage

/// A node's content store as the place of its results.
struct StoredResults: ResultStore {
    let store: ContentStore

    func store(_ outcome: ExecutionOutcome) async throws -> Core.StoredResult {
        let kept = try await store.put(outcome)
        return Core.StoredResult(root: kept.cid, tsize: kept.tsize, contentBytes: kept.contentBytes)
    }
}
