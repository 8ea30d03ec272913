package import Core

/// What a batch of events leads to.
///
/// The order is a contract: the changes are committed, then the messages are sent.
///
/// Orders to nodes of the same process may be sent while the commit is under way: nothing that a node does is visible
/// before the orchestrator has committed it, and an order of a failed commit is stopped like any unknown execution.
package struct Decision: Sendable {
    package struct Outgoing: Sendable {
        package var node: NodeID
        package var messages: [OrchestratorMessage]
    }

    package var changes = ChangeSet()
    /// In the order of node ids; per node in the order they were decided.
    package var orders: [Outgoing] = []
    package var messages: [Outgoing] = []
    /// Jobs whose data nobody is known to hold: look again and answer with `holdersFound`.
    package var holderQuestions: [Job] = []
    /// Jobs that reached a final state.
    package var ended: [Job] = []
    /// When the next `tick` is due.
    package var nextDeadline = Timestamp.distantFuture

    package init() {}
}

/// Gathers the records of one batch: each record is written once, in its last form, in the order of its first change.
struct ChangeCollector {
    private var jobs: [Job] = []
    private var jobIndex = LookupTable<JobID, Int>()
    private var executions: [Execution] = []
    private var executionIndex = LookupTable<ExecutionID, Int>()
    var events: [HistoryEvent] = []
    var orders = OutgoingCollector()
    var messages = OutgoingCollector()
    var decision = Decision()

    mutating func record(_ job: Job) {
        if let index = jobIndex[job.id] {
            if jobs[index].version == job.version {
                jobs[index] = job
                return
            }
        }
        jobIndex[job.id] = jobs.count
        jobs.append(job)
    }

    mutating func record(_ execution: Execution) {
        if let index = executionIndex[execution.id] {
            executions[index] = execution
        } else {
            executionIndex[execution.id] = executions.count
            executions.append(execution)
        }
    }

    mutating func finish() -> Decision {
        decision.changes.jobs = jobs
        decision.changes.executions = executions
        decision.changes.events = events
        decision.orders = orders.take()
        decision.messages = messages.take()
        return decision
    }
}

/// Groups messages by node, so that one send carries many.
struct OutgoingCollector {
    private var groups: [Decision.Outgoing] = []
    private var runs: [(node: NodeID, orders: [ExecutionOrder])] = []

    mutating func add(_ message: OrchestratorMessage, to node: NodeID) {
        if let index = groups.firstIndex(where: { $0.node == node }) {
            groups[index].messages.append(message)
        } else {
            groups.append(Decision.Outgoing(node: node, messages: [message]))
        }
    }

    mutating func add(_ order: ExecutionOrder, to node: NodeID) {
        if let index = runs.firstIndex(where: { $0.node == node }) {
            runs[index].orders.append(order)
        } else {
            runs.append((node, [order]))
        }
    }

    mutating func take() -> [Decision.Outgoing] {
        for run in runs { add(.run(run.orders), to: run.node) }
        return groups.sorted { $0.node < $1.node }
    }
}
