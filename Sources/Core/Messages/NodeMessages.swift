package import ContentAddressing

/// One execution that a node is asked to do.
///
/// The job is carried whole; inside one process it is shared, not copied.
package struct ExecutionOrder: Hashable, Sendable {
    package var execution: Execution
    package var job: Job
    /// The deal behind it; nil when nobody pays.
    package var deal: DealTerms?

    package init(execution: Execution, job: Job, deal: DealTerms? = nil) {
        self.execution = execution
        self.job = job
        self.deal = deal
    }

    /// The share of this order's partition, when the job is sharded.
    package var share: PartitionShare? {
        job.shares.isEmpty ? nil : job.shares[execution.partition]
    }
}

/// What the orchestrator tells a node.
///
/// Every message may be lost, repeated or late; a node bears that.
package enum OrchestratorMessage: Hashable, Sendable {
    /// Do these executions; an id that the node already knows is not done again.
    case run([ExecutionOrder])
    /// Say for how much this execution would be done as a whole, with its salt in `deal`; it is not done yet.
    ///
    /// Less than `price` is not wanted: its checkers would not work for that.
    case quote(ExecutionOrder, price: Int64)
    /// End this execution and report it as cancelled.
    case stop(ExecutionID, reason: String)
    /// Give back what has not started; what runs goes on.
    case recall([ExecutionID])
    /// These outcomes are committed: the node may forget them.
    case acknowledged([ExecutionID])
    /// The orchestrator does not know this node (it restarted, say): register again.
    case registerAgain
    /// What opens the commitment of this deal is on disk here, or is of no use: the node may forget it.
    case openingTaken(deal: Digest256)
}

/// The phases of an execution; only the time of running counts against the execution timeout.
package enum ExecutionPhase: String, Hashable, Sendable, CaseIterable {
    case fetching = "Downloading Inputs"
    case preparing = "Preparing Environment"
    case running = "Running Execution"
    case publishing = "Publishing Results"
    /// The result is there, and others check it before it counts.
    case verifying = "Verifying Result"
}

/// How an execution ended on its node.
package struct ExecutionReport: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        /// The program ran to its end (with any exit code) and the result is stored.
        case completed
        /// The system could not do it, or a limit ended it.
        case failed
        /// It was asked to stop, or the node is shutting down.
        case cancelled
        /// The node does not take it; another node may.
        case rejected
    }

    package var executionID: ExecutionID
    package var ending: Ending
    /// The real error, or why it was rejected; empty when completed.
    package var message: String
    /// True when the same task would fail anywhere (a trap, an exit by a limit, a broken module): no retry helps.
    package var isPermanent: Bool
    /// True when the result follows from the task alone; false for one that a limit of time or of this machine cut off,
    /// which another node may not get.
    package var isRepeatable: Bool
    package var output: RunOutput?
    package var result: CID?
    package var resultTsize: UInt64
    package var published: TypedSpec
    package var usage: Usage

    package init(executionID: ExecutionID, ending: Ending, message: String = "") {
        self.executionID = executionID
        self.ending = ending
        self.message = message
        self.isPermanent = false
        self.isRepeatable = ending == .completed
        self.output = nil
        self.result = nil
        self.resultTsize = 0
        self.published = TypedSpec()
        self.usage = Usage()
    }
}

/// What a node tells the orchestrator.
///
/// Every message may be lost, repeated or late.
package enum NodeMessage: Hashable, Sendable {
    /// The first message of a life, and the answer to `registerAgain`: what the node is and which executions it knows.
    case register(NodeInfo, Incarnation, known: [ExecutionID])
    /// Sent at an interval: the executions that the node holds (waiting or running), so that both sides agree.
    case heartbeat(Incarnation, running: [ExecutionID], waiting: [ExecutionID])
    /// The phase of an execution changed.
    case progress(Incarnation, ExecutionID, ExecutionPhase, detail: String)
    /// Outcomes; repeated until acknowledged.
    case finished(Incarnation, [ExecutionReport])
    /// Given back without having started, after a recall.
    case returned(Incarnation, [ExecutionID])
    /// The node's signed offer for an execution as the ledger encodes it; empty, with the reason, when it makes none.
    case offered(ExecutionID, offer: [UInt8], reason: String)
    /// The deal behind an execution has ended: what opens the node's commitment, for the client's receipt.
    case opened(Incarnation, ExecutionID, deal: Digest256, rho: Digest256)
    /// The node leaves in order: it takes no more work and has handed back what it had not started.
    case leaving(Incarnation)
}
