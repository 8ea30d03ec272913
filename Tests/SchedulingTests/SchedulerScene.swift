import ContentAddressing
import Core

@testable import Scheduling

/// A scheduler with a clock, and the records that it committed; every message must be taken by the test.
struct SchedulerScene {
    var machine = SchedulerMachine(configuration: SchedulerConfiguration())
    var now = Timestamp(nanoseconds: 1_000_000_000_000)
    var jobs = LookupTable<JobID, Job>()
    var executions = LookupTable<ExecutionID, Execution>()
    var orders: [ExecutionOrder] = []
    var messages: [(NodeID, OrchestratorMessage)] = []
    var questions: [Job] = []
    var events: [HistoryEvent] = []
    private var jobNumber = 0

    mutating func feed(_ events: SchedulerEvent...) {
        let decision = machine.handle(events, now: now)
        for job in decision.changes.jobs { jobs[job.id] = job }
        for execution in decision.changes.executions { executions[execution.id] = execution }
        self.events += decision.changes.events
        for outgoing in decision.orders {
            for case .run(let orders) in outgoing.messages { self.orders += orders }
        }
        for outgoing in decision.messages { messages += outgoing.messages.map { (outgoing.node, $0) } }
        questions += decision.holderQuestions
    }

    mutating func pass(_ duration: Duration) {
        now = now + duration
        feed(.tick)
    }

    mutating func join(
        _ name: String,
        id: String? = nil,
        cpuMillis: Int = 1000,
        labels: StringMap = [:],
        queueMax: Int = 0,
        life: UInt64 = 1,
        known: [ExecutionID] = [],
        deals: NodeDeals? = nil
    ) {
        var info = NodeInfo(
            id: NodeID(id ?? name),
            name: name,
            capacity: Resources(cpuMillis: cpuMillis, memoryBytes: 8 << 30, diskBytes: 1 << 40)
        )
        info.engines = ["wasm", "sandbox"].map { EngineStatus(kind: $0, isAvailable: true) }
        info.deals = deals
        info.sources = ["inline"]
        info.labels = labels
        info.queueMax = queueMax
        feed(.received(.register(info, Incarnation(life), known: known), from: info.id))
    }

    mutating func beat(_ name: String, running: [ExecutionID] = [], waiting: [ExecutionID] = []) {
        feed(.received(.heartbeat(Incarnation(1), running: running, waiting: waiting), from: NodeID(name)))
    }

    @discardableResult
    mutating func submit(
        count: Int = 1,
        cpu: String = "500m",
        priority: Int = 0,
        type: JobType = .batch,
        constraints: [Constraint] = [],
        locality: Locality = Locality(),
        change: (inout JobSpec) -> Void = { _ in }
    ) -> JobID {
        jobNumber += 1
        var spec = JobSpec()
        spec.type = type
        spec.priority = priority
        spec.constraints = constraints
        var task = TaskSpec()
        task.engine = TypedSpec(type: "wasm")
        task.resources.cpu = cpu
        task.resources.memory = "64Mb"
        spec.tasks = [task]
        change(&spec)
        let job = Job(id: JobID("j-\(jobNumber)"), spec: spec, partitions: type == .ops ? 0 : count, createdAt: now)
        feed(.submitted(job, locality))
        return job.id
    }

    mutating func takeOrders() -> [ExecutionOrder] {
        defer { orders = [] }
        return orders
    }

    mutating func takeMessages() -> [(NodeID, OrchestratorMessage)] {
        defer { messages = [] }
        return messages
    }

    mutating func finish(
        _ order: ExecutionOrder,
        _ ending: ExecutionReport.Ending = .completed,
        message: String = "",
        isPermanent: Bool = false
    ) {
        var report = ExecutionReport(executionID: order.execution.id, ending: ending, message: message)
        report.isPermanent = isPermanent
        if ending == .completed {
            report.result = CID.raw(Multihash.sha256(of: Array(order.execution.id.text.utf8)))
            report.resultTsize = 10
        }
        feed(.received(.finished(Incarnation(1), [report]), from: order.execution.nodeID))
    }
}
