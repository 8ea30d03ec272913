package import Core
import Settlement

/// Looks back at what was taken from a node without a check, after it has been caught: marks it, and has jobs run again
/// whose policy says so.
package struct BackTracking: Sendable {
    /// The most results that are looked at; the newest count.
    package static let resultsMax = 10_000

    private let store: any DealStore
    private let jobs: any JobService
    private let clock: @Sendable () -> Timestamp

    package init(store: any DealStore, jobs: any JobService, clock: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.jobs = jobs
        self.clock = clock
    }

    /// Marks the node's unchecked results and runs jobs again, each once; throws when the store cannot be used.
    package func lookBack(at node: NodeID, caughtBy caught: DealRecord) async throws {
        var suspects = try await store.deals(of: node, trust: .unchecked, limit: Self.resultsMax)
        if caught.nodeID == node, caught.style == .verified { suspects.append(caught) }
        var again: [JobID] = []
        for index in suspects.indices {
            suspects[index].message =
                suspects[index].deal == caught.deal
                ? caught.message : "its node was caught in deal \(caught.deal.hex.prefix(12)) of job \(caught.jobID)"
            suspects[index].modifiedAt = clock()
            if suspects[index].repair == .rerun, !again.contains(suspects[index].jobID) {
                again.append(suspects[index].jobID)
            }
        }
        let reason = "node \(node.text.shortID) was caught"
        var versions = LookupTable<JobID, Int>()
        for job in again {
            // A job that is gone, or ran again by itself meanwhile, is left alone.
            guard let reply = try? await jobs.rerun(matching: job.text, namespace: nil, version: 0, reason: reason)
            else { continue }
            versions[job] = reply.jobVersion
        }
        for index in suspects.indices {
            if let version = versions[suspects[index].jobID] {
                suspects[index].message += "; the job runs again as version \(version)"
            }
        }
        if !suspects.isEmpty { try await store.save(suspects) }
    }
}
