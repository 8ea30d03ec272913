package import ContentAddressing

/// Which of the two lines of v1 a request speaks; see the reference on `X-Bacalhau-Git-Version`.
package enum ClientLine: Sendable, Hashable {
    /// 1.4: every submission is a new job, execution states carry the older numbers.
    case v1_4
    /// 1.8 and later: a known name is updated, execution states carry the newer numbers.
    case head
}

/// A job as it comes in.
package struct SubmitRequest: Sendable {
    package var spec: JobSpec
    package var line: ClientLine
    /// Runs an unchanged spec of a known name again as a new version.
    package var isForced: Bool
    /// Makes a repeated submission with the same token return the first one's job; empty means none.
    package var idempotencyToken: String

    package init(spec: JobSpec, line: ClientLine = .head, isForced: Bool = false, idempotencyToken: String = "") {
        self.spec = spec
        self.line = line
        self.isForced = isForced
        self.idempotencyToken = idempotencyToken
    }
}

/// What a submission gives: the job is on disk when this is returned.
package struct SubmitReply: Sendable, Hashable {
    package var jobID: JobID
    package var jobVersion: Int
    package var evaluationID: String
    package var warnings: [String]

    package init(jobID: JobID, jobVersion: Int, evaluationID: String, warnings: [String]) {
        self.jobID = jobID
        self.jobVersion = jobVersion
        self.evaluationID = evaluationID
        self.warnings = warnings
    }
}

/// One line that a program printed.
package struct LogLine: Sendable, Hashable {
    package var stream: OutputStream
    /// With its newline, when the program printed one.
    package var text: String
    package var partition: Int

    package init(stream: OutputStream, text: String, partition: Int) {
        self.stream = stream
        self.text = text
        self.partition = partition
    }
}

/// Which logs are asked for.
package struct LogQuery: Sendable, Hashable {
    /// Empty means the newest execution; of a sharded job all partitions, in their order.
    package var executionID = ""
    /// Only what is printed from now on.
    package var isTail = false
    /// Goes on until the execution ends.
    package var isFollow = false

    package init() {}
}

/// Why a job runs, ran, or does not run where it does.
package struct WhyReport: Sendable, Hashable {
    /// One condition on one node (or on the job), and whether it holds.
    package struct Finding: Sendable, Hashable {
        /// A node's name and id, or `job`.
        package var subject: String
        package var text: String
        package var isMet: Bool
        package init(subject: String, text: String, isMet: Bool) {
            self.subject = subject
            self.text = text
            self.isMet = isMet
        }
    }

    /// The answer in one sentence.
    package var summary: String
    package var findings: [Finding]
    /// What the user can do about it; empty when nothing is wrong.
    package var advice: [String]

    package init(summary: String, findings: [Finding] = [], advice: [String] = []) {
        self.summary = summary
        self.findings = findings
        self.advice = advice
    }
}

/// A figure for monitoring, as Prometheus names them.
package struct Metric: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case counter, gauge
    }

    package var name: String
    package var help: String
    package var kind: Kind
    package var labels: StringMap
    package var value: Double

    package init(_ name: String, help: String, kind: Kind, labels: StringMap = StringMap(), value: Double) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.value = value
    }
}

/// What the HTTP API asks of an orchestrator.
package protocol JobService: Sendable {
    /// Validates, plans and commits a job. Throws `validation` before anything is written.
    func submit(_ request: SubmitRequest) async throws -> SubmitReply
    /// Submits and waits for the job's end, or for the limit: then the job is given as it stands.
    func submit(_ request: SubmitRequest, waitLimit: Duration) async throws -> (reply: SubmitReply, job: Job)
    /// Checks a spec as `submit` would, and says what it would do; nothing is written.
    func validate(_ spec: JobSpec) async throws -> [String]
    /// Returns the evaluation id; empty when the job was stopped already. Throws `conflict` for other final states.
    func stop(matching text: String, namespace: String?, reason: String) async throws -> String
    /// Runs a version again as the next version; 0 means the latest.
    func rerun(matching text: String, namespace: String?, version: Int, reason: String) async throws -> SubmitReply
    func job(matching text: String, namespace: String?, version: Int) async throws -> Job
    func versions(matching text: String, namespace: String?) async throws -> [Job]
    func jobs(_ query: JobQuery) async throws -> [Job]
    /// `version` 0 means the latest, nil all.
    func executions(matching text: String, namespace: String?, version: Int?) async throws -> [Execution]
    func history(matching text: String, namespace: String?, _ query: HistoryQuery) async throws -> [HistoryEvent]
    /// The job once it is terminal, or as it stands when the time is over.
    func waitForEnd(matching text: String, namespace: String?, limit: Duration) async throws -> Job
    func why(matching text: String, namespace: String?) async throws -> WhyReport
    /// Lines as they come; the stream ends when there is nothing more.
    func logs(
        matching text: String,
        namespace: String?,
        _ query: LogQuery
    ) async throws -> AsyncThrowingStream<[LogLine], any Error>
    func nodes() async -> [NodeState]
    /// A node by id, name or the beginning of its id.
    func node(matching text: String) async throws -> NodeState
    func setMembership(of text: String, to membership: NodeState.Membership, message: String) async throws
    func metrics() async -> [Metric]
}

/// How content is added.
package struct AddOptions: Sendable, Hashable {
    package var profile = ImportProfile.unixfsV1_2025
    /// Copies the bytes into the store instead of referring to where they lie.
    package var isCopy = false
    package var includesHidden = false
    /// Which node's store; empty means the first one.
    package var node = ""
    /// Spreads the files of a folder over the stores of all nodes of this process, so that each holds a share.
    package var isSpread = false

    package init() {}
}

/// How far an import is.
package struct AddProgress: Sendable, Hashable {
    package var bytesDone: UInt64
    package var bytesTotal: UInt64
    package var filesDone: Int
    package var filesTotal: Int

    package init(bytesDone: UInt64, bytesTotal: UInt64, filesDone: Int, filesTotal: Int) {
        self.bytesDone = bytesDone
        self.bytesTotal = bytesTotal
        self.filesDone = filesDone
        self.filesTotal = filesTotal
    }
}

/// One entry of a listed folder.
package struct ContentEntry: Sendable, Hashable {
    package var name: String
    package var cid: CID
    package var kind: ContentRoot.Kind
    package var contentBytes: UInt64
    package var tsize: UInt64

    package init(name: String, cid: CID, kind: ContentRoot.Kind, contentBytes: UInt64, tsize: UInt64) {
        self.name = name
        self.cid = cid
        self.kind = kind
        self.contentBytes = contentBytes
        self.tsize = tsize
    }
}

/// What became of a check of stored content.
package struct VerifyReport: Sendable, Hashable {
    package var blocks: Int
    package var bytes: UInt64
    /// What is gone or changed, one line each with path and CID.
    package var problems: [String]

    package init(blocks: Int = 0, bytes: UInt64 = 0, problems: [String] = []) {
        self.blocks = blocks
        self.bytes = bytes
        self.problems = problems
    }
}

/// What the HTTP API asks of the content stores of this process.
package protocol DataService: BlockStore {
    func add(
        path: String,
        _ options: AddOptions,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot
    /// Reads a CAR (v1 or v2) piece by piece, checks every block and keeps its roots.
    func importCAR(
        _ pieces: any AsyncSequence<[UInt8], any Error> & Sendable,
        node: String
    ) async throws -> [ContentRoot]
    func roots() async throws -> [ContentRoot]
    func stat(_ cid: CID) async throws -> ContentRoot
    /// The entries of a folder, or of a path below it.
    func list(_ cid: CID, path: [String]) async throws -> [ContentEntry]
    /// The CID at a path below a root; throws `notFound` with the name that is missing.
    func resolve(_ cid: CID, path: [String]) async throws -> CID
    func verify(_ cid: CID?) async throws -> VerifyReport
    func remove(_ cid: CID) async throws
    /// The names and ids of the nodes whose stores hold the CID.
    func holders(of cid: CID) async -> [NodeID]
}

extension JobService {
    package func submit(
        _ request: SubmitRequest,
        waitLimit: Duration
    ) async throws -> (reply: SubmitReply, job: Job) {
        let reply = try await submit(request)
        return (reply, try await waitForEnd(matching: reply.jobID.text, namespace: nil, limit: waitLimit))
    }
}
