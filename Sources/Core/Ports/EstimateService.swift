/// Says what a job would cost and how far its result could be trusted; nothing is written or paid.
package protocol EstimateService: Sendable {
    /// Throws `validation` for a spec that `submit` would refuse.
    func estimate(_ spec: JobSpec) async throws -> JobEstimate
}
