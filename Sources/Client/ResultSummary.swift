/// What a job left behind.
public struct ResultSummary: Sendable, Hashable {
    /// The CID over all partitions; empty until the job is completed.
    public let cid: String
    /// Where publishers put parts, as JSON texts `{"Type","Params"}`.
    public let published: [String]
}
