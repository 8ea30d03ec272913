import ContentAddressing
import Core
import Settlement

/// Estimates over the nodes of this process's orchestrator.
struct ClusterEstimates: EstimateService {
    let jobs: any JobService
    let jobDefaults: [JobDefaults]
    /// The ledger with its parameters as they are now, and what the paying account has; nil without a ledger.
    let ledger: @Sendable () async -> (id: Digest256, params: Params, available: Int64)?

    func estimate(_ spec: JobSpec) async throws -> JobEstimate {
        var raw = spec
        for defaults in jobDefaults { defaults.apply(to: &raw) }
        let normal = JobNormaliser.normalise(raw).spec
        let problems = JobSpecValidator.validate(normal)
        guard problems.isEmpty else { throw CoreError(problems: problems) }
        let paid = await ledger()
        let estimator = JobEstimator(
            nodes: await jobs.nodes(),
            ledger: paid.map { ($0.id, $0.params) },
            available: paid?.available
        )
        return estimator.estimate(normal)
    }
}
