import ContentAddressing
import Core
import Deals
import Ledger
import Settlement

/// Answers for the deals of this process's orchestrator: from their records, the jobs and the ledger's log.
struct ClusterDealService: DealService {
    let deals: any DealStore
    /// Finds jobs by name and nodes.
    let jobs: any JobService
    let store: any JobStore
    let ledger: LedgerService

    private static let component = "Deals"

    func deals(
        matching text: String,
        namespace: String?,
        version: Int?,
        offset: Int,
        limit: Int
    ) async throws -> [DealRecord] {
        let job = try await jobs.job(matching: text, namespace: namespace, version: 0)
        // The store's 0 means all.
        let wanted = version.map { $0 == 0 ? job.version : $0 } ?? 0
        return try await deals.deals(of: job.id, version: wanted, offset: offset, limit: limit)
    }

    func unchecked(node text: String, limit: Int) async throws -> [DealRecord] {
        var id = NodeID(text)
        do {
            id = try await jobs.node(matching: text).info.id
        } catch let error as CoreError where error.code == .notFound {
            // What was taken from a node outlives it.
            let kept = try await deals.deals(of: id, trust: .unchecked, limit: limit)
            guard !kept.isEmpty else { throw error }
            return kept
        }
        return try await deals.deals(of: id, trust: .unchecked, limit: limit)
    }

    func receipt(of execution: ExecutionID) async throws -> [UInt8] {
        let id = try await store.execution(matching: execution.text).id
        guard let record = try await deals.deal(of: id) else {
            throw CoreError(
                .notFound,
                "nothing was paid for the execution \(id), so there is no receipt",
                hint: "jobs whose Trust.Style is verified, redundant or assured are paid",
                component: Self.component
            )
        }
        let (result, rho) = try Self.proof(of: record)
        let work = try await work(of: record)
        let receipt = try await ledger.receipt(
            of: DealID(record.deal),
            job: work.description,
            facts: ReceiptFacts(
                exit: result.exit,
                outputRoot: result.outputRoot,
                traceRoot: .zero,
                opening: result.opening(job: work.key, rho: rho)
            )
        )
        return receipt.bytes
    }

    /// The result of a deal that has ended, and what opens the commitment to it.
    private static func proof(of record: DealRecord) throws(CoreError) -> (WorkResult, rho: Digest256) {
        let id = record.executionID
        guard !record.isOpen else {
            throw CoreError(
                .conflict,
                "the deal of the execution \(id) has not ended (\(record.trust.name)), so there is no receipt yet",
                hint: "`bacalhau job deals \(record.jobID)` shows how it stands",
                component: component
            )
        }
        guard record.commitment != nil, let root = record.result?.multihash.sha256Digest else {
            throw CoreError(
                .notFound,
                "the deal of the execution \(id) ended as \(record.outcome) without a result, so there is no receipt",
                hint: "`bacalhau job deals \(record.jobID)` shows the others",
                component: component
            )
        }
        guard let rho = record.rho else {
            throw CoreError(
                .conflict,
                "the node has not shown what opens its commitment yet, so there is no receipt of the execution \(id)",
                hint: "it does so when it is connected; ask again then",
                component: component
            )
        }
        let result = WorkResult(
            exit: UInt32(truncatingIfNeeded: record.exitCode),
            outputRoot: root,
            fuel: record.fuel,
            pageFuel: record.pageFuel
        )
        return (result, rho)
    }

    /// The job as the deal names it.
    private func work(of record: DealRecord) async throws -> DealWork {
        guard let job = try await store.job(record.jobID, version: record.jobVersion) else {
            throw CoreError(
                .notFound,
                "version \(record.jobVersion) of the job \(record.jobID) is gone, so there is no receipt",
                component: Self.component
            )
        }
        let work = try DealWork(
            ExecutionOrder(record, job: job),
            engineVersion: record.engineVersion,
            salt: record.salt,
            fuelMax: record.fuelMax
        )
        guard work.key.digest == record.jobKey else {
            throw CoreError(
                .corrupt,
                "the job \(record.jobID) is not the one that its deal \(record.deal.hex.prefix(12)) names",
                component: Self.component
            )
        }
        return work
    }
}
