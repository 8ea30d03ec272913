/// Says whether a valid job is accepted.
package protocol JobAdmission: Sendable {
    /// Throws a `CoreError` with the reason, in figures, and what to do; nothing is written then.
    func admit(_ spec: JobSpec, partitions: Int) async throws
}
