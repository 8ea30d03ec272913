package import Core

/// Decides what runs where: the job, execution and node books of an orchestrator, without any I/O.
///
/// Feed it batches of events; commit the decision's changes, then send its messages. Time comes in with each batch and
/// chance from the seed, so the same events give the same decisions. After a crash a new machine is made from the
/// committed records and learns from the nodes what still runs.
package struct SchedulerMachine: Sendable {
    enum Timer: Sendable {
        case nodeSilence(NodeID)
        case nodeReturn(NodeID)
        case queuedNotice(JobID, version: Int)
        case queueTimeout(JobID, version: Int)
        case totalTimeout(JobID, version: Int)
        case executionTimeout(ExecutionID)
        case localityWait(JobID)
        case holders(JobID)
        case recall
    }

    package let configuration: SchedulerConfiguration
    var ids: IDGenerator
    var jobs = LookupTable<JobID, ActiveJob>()
    var executions = LookupTable<ExecutionID, ActiveExecution>()
    /// In the order of ids.
    var nodes: [NodeEntry] = []
    var nodeIndex = LookupTable<NodeID, Int>()
    var queue = ReadyQueue()
    var timers = TimerQueue<Timer>()
    var suitable = LookupTable<TaskShape, [Int]>()
    var out = ChangeCollector()
    var isRecallTimerSet = false
    /// Nodes that had live executions before a restart of the orchestrator.
    var awaitedNodes = LookupTable<NodeID, Bool>()

    package init(configuration: SchedulerConfiguration) {
        self.configuration = configuration
        ids = IDGenerator(seed: configuration.seed)
    }

    /// A machine that goes on from committed records.
    ///
    /// Nodes are unknown until they register; an execution whose node does not come back within the silence limit is
    /// lost.
    package init(configuration: SchedulerConfiguration, restoring state: ActiveState, now: Timestamp) {
        self.init(configuration: configuration)
        for job in state.jobs.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) where !job.state.isTerminal
        {
            jobs[job.id] = ActiveJob(job: job, locality: Locality(), now: now)
        }
        for execution in state.executions.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) {
            restore(execution, now: now)
        }
        for id in jobs.sortedKeys { restoreQueue(id, now: now) }
    }

    /// Takes a batch of events and gives what they lead to.
    ///
    /// The order of events is kept.
    package mutating func handle(_ events: [SchedulerEvent], now: Timestamp) -> Decision {
        out = ChangeCollector()
        for event in events { handle(event, now: now) }
        runTimers(now: now)
        placeReady(now: now)
        out.decision.nextDeadline = timers.next ?? .distantFuture
        defer { out = ChangeCollector() }
        return out.finish()
    }

    private mutating func handle(_ event: SchedulerEvent, now: Timestamp) {
        switch event {
        case .submitted(let job, let locality): submit(job, locality, now: now)
        case .stopRequested(let id, let reason): stop(id, reason: reason, now: now)
        case .holdersFound(let id, let locality): learn(locality, of: id, now: now)
        case .received(let message, let node): receive(message, from: node, now: now)
        case .membershipChanged(let id, let membership, let message):
            changeMembership(of: id, to: membership, message: message, now: now)
        case .nodeRemoved(let id): remove(node: id)
        case .tick: break
        }
    }

    private mutating func runTimers(now: Timestamp) {
        while let timer = timers.popDue(now) {
            switch timer {
            case .nodeSilence(let id): checkSilence(of: id, now: now)
            case .nodeReturn(let id): checkReturn(of: id, now: now)
            case .queuedNotice(let id, let version): noteQueued(id, version: version, now: now)
            case .queueTimeout(let id, let version): checkQueueTimeout(id, version: version, now: now)
            case .totalTimeout(let id, let version): checkTotalTimeout(id, version: version, now: now)
            case .executionTimeout(let id): checkExecutionTimeout(id, now: now)
            case .localityWait: break
            case .holders(let id): askHolders(id, now: now)
            case .recall: recallWaiting(now: now)
            }
        }
    }

    // MARK: - Reading

    /// The number of jobs that are not terminal.
    package var activeJobCount: Int { jobs.count }
    /// The number of executions without an outcome.
    package var liveExecutionCount: Int { executions.count }
    /// The jobs that have something to place.
    package var queuedJobCount: Int { queue.count }

    /// The record of an active job, or nil.
    package func job(_ id: JobID) -> Job? { jobs[id]?.job }

    /// A new job id.
    package mutating func makeJobID() -> JobID { ids.jobID() }
    /// A new evaluation id.
    package mutating func makeEvaluationID() -> String { ids.evaluationID() }

    /// All known nodes in the order of their ids.
    package func nodeStates() -> [NodeState] {
        nodes.map { entry in
            var state = entry.snapshot
            let live = entry.executions.sortedKeys.compactMap { executions[$0] }
            state.runningExecutions = live.count { $0.runningSince != nil }
            state.queuedExecutions = live.count - state.runningExecutions
            return state
        }
    }
}
