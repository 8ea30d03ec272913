package import ContentAddressing

/// What the orchestrator wants of an execution; raw values are v1's.
package enum DesiredState: Int, Hashable, Sendable {
    case pending = 0
    case running = 1
    case stopped = 2
}

/// Where an execution stands; raw values are those of the v1 line since 1.5.2.
///
/// Next states: new → bidAccepted, cancelled; bidAccepted → running, askForBidRejected, failed, cancelled, completed;
/// running → publishing, completed, failed, cancelled; publishing → completed, failed, cancelled; the others are final.
package enum ComputeState: Int, Hashable, Sendable, CaseIterable {
    case undefined = 0
    case new = 1
    case askForBid = 2
    case askForBidAccepted = 3
    case askForBidRejected = 4
    case bidAccepted = 5
    case running = 6
    case publishing = 7
    case bidRejected = 8
    case completed = 9
    case failed = 10
    case cancelled = 11

    package var isTerminal: Bool {
        switch self {
        case .askForBidRejected, .bidRejected, .completed, .failed, .cancelled: true
        default: false
        }
    }

    /// The number that clients of the 1.4 line know for this state.
    package var rawValueBefore1_5_2: Int {
        switch self {
        case .running, .publishing: 5
        case .bidRejected: 6
        case .completed: 7
        case .failed: 8
        case .cancelled: 9
        default: rawValue
        }
    }
}

/// What the program printed and how it ended, in the small form that travels with the execution.
package struct RunOutput: Hashable, Sendable {
    package var stdout = ""
    package var stdoutTruncated = false
    package var stderr = ""
    package var stderrTruncated = false
    package var exitCode = 0
    /// Empty, or why the run failed although the program may have ended.
    package var errorMessage = ""

    /// The most bytes of stdout and of stderr kept here; the whole text is in the result tree.
    package static let textBytesMax = 2048

    package init() {}
}

/// One run of one partition of a job on one node.
package struct Execution: Hashable, Sendable {
    package var id: ExecutionID
    package var jobID: JobID
    package var namespace: String
    package var jobVersion: Int
    package var partition: Int
    package var nodeID: NodeID
    /// 1 for the first run of the partition, 2 for the first retry, and so on.
    package var attempt: Int
    package var desired: DesiredState
    package var desiredMessage: String
    package var state: ComputeState
    /// Of a failed execution: the real error.
    package var stateMessage: String
    package var allocated: Resources
    package var output: RunOutput?
    /// The CID of the result tree: `stdout`, `stderr`, `exitCode`, one folder per result path.
    package var result: CID?
    /// The cumulative DAG size of `result`, needed to link it.
    package var resultTsize: UInt64
    /// Where a publisher put the result, as `{Type, Params}`; an empty type means no publisher.
    package var published: TypedSpec
    package var usage: Usage
    package var previous: ExecutionID?
    package var next: ExecutionID?
    package var revision: Int
    package var createdAt: Timestamp
    package var modifiedAt: Timestamp
    package var evaluationID: String

    package init(
        id: ExecutionID,
        job: Job,
        partition: Int,
        nodeID: NodeID,
        attempt: Int,
        allocated: Resources,
        now: Timestamp
    ) {
        self.id = id
        self.jobID = job.id
        self.namespace = job.spec.namespace
        self.jobVersion = job.version
        self.partition = partition
        self.nodeID = nodeID
        self.attempt = attempt
        self.desired = .running
        self.desiredMessage = ""
        self.state = .bidAccepted
        self.stateMessage = ""
        self.allocated = allocated
        self.output = nil
        self.result = nil
        self.resultTsize = 0
        self.published = TypedSpec()
        self.usage = Usage()
        self.previous = nil
        self.next = nil
        self.revision = 1
        self.createdAt = now
        self.modifiedAt = now
        self.evaluationID = ""
    }
}
