/// A job that was handed in.
public struct SubmittedJob: Sendable, Hashable {
    /// The job's id, `j-…`.
    public let id: String
    /// Names the decision that the submission caused.
    public let evaluationID: String
    /// What the server ignored or changed.
    public let warnings: [String]
}
