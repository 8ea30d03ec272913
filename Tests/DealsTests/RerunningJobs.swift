import Core
import Synchronization

/// Jobs that can be run again, and nothing else.
final class RerunningJobs: JobService {
    private let asked = Mutex<[String]>([])
    private let gone: [String]
    private let refusal = CoreError(.unavailable, "a test does not ask for this")

    init(gone: [String] = []) { self.gone = gone }

    /// The jobs that were asked for, in order.
    var reruns: [String] { asked.withLock { $0 } }

    func rerun(matching text: String, namespace: String?, version: Int, reason: String) async throws -> SubmitReply {
        asked.withLock { $0.append(text) }
        guard !gone.contains(text) else { throw CoreError(.notFound, "no such job") }
        return SubmitReply(jobID: JobID(text), jobVersion: 2, evaluationID: "", warnings: [])
    }

    func submit(_ request: SubmitRequest) async throws -> SubmitReply { throw refusal }
    func submit(_ request: SubmitRequest, waitLimit: Duration) async throws -> (reply: SubmitReply, job: Job) {
        throw refusal
    }
    func validate(_ spec: JobSpec) async throws -> [String] { throw refusal }
    func stop(matching text: String, namespace: String?, reason: String) async throws -> String { throw refusal }
    func job(matching text: String, namespace: String?, version: Int) async throws -> Job { throw refusal }
    func versions(matching text: String, namespace: String?) async throws -> [Job] { throw refusal }
    func jobs(_ query: JobQuery) async throws -> [Job] { throw refusal }
    func executions(matching text: String, namespace: String?, version: Int?) async throws -> [Execution] {
        throw refusal
    }
    func history(matching text: String, namespace: String?, _ query: HistoryQuery) async throws -> [HistoryEvent] {
        throw refusal
    }
    func waitForEnd(matching text: String, namespace: String?, limit: Duration) async throws -> Job { throw refusal }
    func why(matching text: String, namespace: String?) async throws -> WhyReport { throw refusal }
    func logs(
        matching text: String,
        namespace: String?,
        _ query: LogQuery
    ) async throws -> AsyncThrowingStream<[LogLine], any Error> { throw refusal }
    func nodes() async -> [NodeState] { [] }
    func node(matching text: String) async throws -> NodeState { throw refusal }
    func setMembership(of text: String, to membership: NodeState.Membership, message: String) async throws {
        throw refusal
    }
    func removeNode(matching text: String) async throws { throw refusal }
    func metrics() async -> [Metric] { [] }
}
