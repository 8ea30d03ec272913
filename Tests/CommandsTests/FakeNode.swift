import ContentAddressing
import Core
import Synchronization

@testable import Commands

/// A node that knows one job and refuses every question that a test does not expect.
final class FakeNode: NodeAPI {
    struct Unexpected: Error { var question: String }

    let job: Job
    let executions: [Execution]
    let output: [OutputStream: String]
    let car: [UInt8]
    /// Of the job, which is named by its id or `paid`; each has a receipt of three bytes.
    let paid: [DealRecord]
    private let questions = Mutex<[String]>([])

    init(
        job: Job,
        executions: [Execution],
        output: [OutputStream: String] = [:],
        car: [UInt8] = [],
        paid: [DealRecord] = []
    ) {
        self.job = job
        self.executions = executions
        self.output = output
        self.car = car
        self.paid = paid
    }

    var asked: [String] { questions.withLock { $0 } }

    private func note(_ question: String) { questions.withLock { if $0.last != question { $0.append(question) } } }

    private func refuse<Result>(_ question: String = #function) throws -> Result {
        throw Unexpected(question: question)
    }

    func submit(_ spec: JobSpec, isForced: Bool, token: String) async throws -> SubmitReply {
        note("submit")
        return SubmitReply(jobID: job.id, jobVersion: 1, evaluationID: "", warnings: [])
    }
    func estimate(_ spec: JobSpec) async throws -> JobEstimate {
        note("estimate")
        return JobEstimator(nodes: [], ledger: nil, available: nil).estimate(JobNormaliser.normalise(spec).spec)
    }
    func wait(_ job: JobName, limit: Duration) async throws -> Job {
        note("wait")
        return self.job
    }
    func job(_ job: JobName, version: Int) async throws -> Job {
        note("job")
        return self.job
    }
    func executions(_ job: JobName, _ query: ExecutionListQuery) async throws -> [Execution] {
        note("executions")
        return executions
    }
    func history(_ job: JobName, _ query: HistoryListQuery) async throws -> (events: [HistoryEvent], nextToken: String)
    {
        note("history")
        return ([], "")
    }
    func output(_ job: JobName, _ stream: OutputStream) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        note("output \(stream)")
        return LayoutTests.pieces(Array((output[stream] ?? "").utf8), step: 5)
    }
    func exportCAR(_ cid: CID, path: [String]) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        note("export \(cid == job.result)")
        return LayoutTests.pieces(car, step: 100)
    }
    func deals(_ job: JobName, version: Int?, limit: Int) async throws -> [DealRecord] {
        note("deals \(version.map(String.init) ?? "all") \(limit)")
        return paid
    }
    func uncheckedDeals(node: String, limit: Int) async throws -> [DealRecord] {
        note("unchecked \(node) \(limit)")
        return paid.filter { $0.trust == .unchecked }
    }
    func receipt(_ execution: String) async throws -> [UInt8] {
        note("receipt \(execution)")
        return [1, 2, 255]
    }
    func validate(_ spec: JobSpec) async throws -> [String] { try refuse() }
    func stop(_ job: JobName, reason: String) async throws { _ = try refuse() as Bool }
    func rerun(_ job: JobName, version: Int) async throws -> SubmitReply { try refuse() }
    func why(_ job: JobName) async throws -> WhyReport { try refuse() }
    func nodes(_ query: NodeListQuery) async throws -> [NodeState] { try refuse() }
    func node(_ name: String) async throws -> NodeState { try refuse() }
    func setMembership(of name: String, to membership: NodeState.Membership, message: String) async throws {
        _ = try refuse() as Bool
    }
    func removeNode(_ name: String) async throws { _ = try refuse() as Bool }
    func logs(_ job: JobName, _ query: LogQuery) async throws -> AsyncThrowingStream<[LogLine], any Error> {
        try refuse()
    }
    func listJobs(_ query: JobListQuery) async throws -> (jobs: [Job], nextToken: String) { try refuse() }
    func versions(_ job: JobName) async throws -> [Job] { try refuse() }
    func add(
        path: String,
        _ options: AddOptions,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot { try refuse() }
    func importCAR(_ pieces: AsyncThrowingStream<[UInt8], any Error>) async throws -> [ContentRoot] { try refuse() }
    func roots() async throws -> [ContentRoot] { try refuse() }
    func stat(_ cid: CID) async throws -> ContentRoot { try refuse() }
    func holders(of cid: CID) async throws -> [String] { try refuse() }
    func list(_ cid: CID, path: [String]) async throws -> [ContentEntry] { try refuse() }
    func verify(_ cid: CID?) async throws -> VerifyReport { try refuse() }
    func remove(_ cid: CID) async throws { _ = try refuse() as Bool }
    func agent(_ part: String) async throws -> JSONValue { try refuse() }
}
