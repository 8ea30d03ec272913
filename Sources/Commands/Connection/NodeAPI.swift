import ContentAddressing
import Core

/// What commands ask of a node.
///
/// `ClientNode` asks over HTTP, tests ask a node in memory.
///
/// All of it throws `CoreError`: `unavailable` when no node answers, otherwise what the node said.
protocol NodeAPI: JobNodeAPI, DealNodeAPI, DataNodeAPI, AgentNodeAPI {}

/// What commands ask about jobs and nodes.
///
/// A job is named by its id, the beginning of its id, or its name.
protocol JobNodeAPI: Sendable {
    /// Hands a job in; a repeated call with the same token gives the first one's job.
    func submit(_ spec: JobSpec, isForced: Bool, token: String) async throws -> SubmitReply
    /// What the node would say of the spec, in words; throws `validation`.
    func validate(_ spec: JobSpec) async throws -> [String]
    /// What the job would cost and risk in each style.
    func estimate(_ spec: JobSpec) async throws -> JobEstimate
    func stop(_ job: JobName, reason: String) async throws
    func rerun(_ job: JobName, version: Int) async throws -> SubmitReply
    /// The job at a version, 0 for the latest.
    func job(_ job: JobName, version: Int) async throws -> Job
    /// The job once it has ended, or as it stands when `limit` is over.
    func wait(_ job: JobName, limit: Duration) async throws -> Job
    func why(_ job: JobName) async throws -> WhyReport
    func nodes(_ query: NodeListQuery) async throws -> [NodeState]
    func node(_ name: String) async throws -> NodeState
    func setMembership(of name: String, to membership: NodeState.Membership, message: String) async throws
    /// Forgets a node that is gone; throws `conflict` for one that is connected.
    func removeNode(_ name: String) async throws
    /// Lines as they come; see `LogQuery`.
    func logs(_ job: JobName, _ query: LogQuery) async throws -> AsyncThrowingStream<[LogLine], any Error>
    /// What the programs printed in whole, all partitions in their order.
    func output(_ job: JobName, _ stream: OutputStream) async throws -> AsyncThrowingStream<[UInt8], any Error>
    /// One page, and the token of the next one; empty on the last.
    func listJobs(_ query: JobListQuery) async throws -> (jobs: [Job], nextToken: String)
    func versions(_ job: JobName) async throws -> [Job]
    func executions(_ job: JobName, _ query: ExecutionListQuery) async throws -> [Execution]
    func history(_ job: JobName, _ query: HistoryListQuery) async throws -> (events: [HistoryEvent], nextToken: String)
}
