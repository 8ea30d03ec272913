import ContentAddressing
import Core
import Scheduling

/// A whole cluster on one thread from one seed: real machines, a world that loses, repeats and delays messages and
/// crashes processes, and checks of every invariant after every event.
///
/// First it runs with faults and asks whether anything was wrong (safety); then the faults stop and it asks whether
/// everything comes to an end (liveness).
package struct ClusterSimulation {
    enum Happening {
        case toOrchestrator([NodeMessage], from: Int)
        case toNode([OrchestratorMessage], Int)
        case orchestratorStep
        case nodeStep(Int)
        case executionEnds(Int, life: UInt64, ExecutionReport)
        case executionStarts(Int, life: UInt64, ExecutionID)
        case submit(Job)
        case stop(JobID)
        case update(JobID)
        case holders(JobID, life: UInt64)
        case orchestratorBoots
        case nodeBoots(Int)
        case nodeDrains(Int)
        case faultsEnd
    }

    var random: SplitMix64
    var ids: IDGenerator
    var faults: ClusterFaults
    var now = Timestamp(nanoseconds: 1_700_000_000_000_000_000)
    var agenda = TimerQueue<Happening>()
    var disk = SimulatedDisk()
    var scheduler: SchedulerMachine?
    var schedulerLife: UInt64 = 0
    var inbox: [SchedulerEvent] = []
    var stepAt = Timestamp.distantFuture
    var nodes: [SimulatedNode] = []
    var submitted: [Job] = []
    var pendingAcknowledgements: [JobID] = []
    var acknowledged: [JobID] = []
    /// CIDs that appear on a node only later, by job.
    var locality = LookupTable<JobID, Locality>()
    var report: ClusterReport
    var keepsTrace: Bool

    /// A world with 2 to 6 nodes and 3 to 14 jobs, drawn from the seed.
    package init(seed: UInt64, faults: ClusterFaults = ClusterFaults(), keepsTrace: Bool = false) {
        random = SplitMix64(seed: seed)
        ids = IDGenerator(seed: random.next())
        self.faults = faults
        self.keepsTrace = keepsTrace
        report = ClusterReport(seed: seed)
    }

    /// Runs the schedule to its end; the same seed gives the same report.
    package static func run(
        seed: UInt64,
        faults: ClusterFaults = ClusterFaults(),
        keepsTrace: Bool = false
    ) -> ClusterReport {
        var simulation = ClusterSimulation(seed: seed, faults: faults, keepsTrace: keepsTrace)
        simulation.build()
        simulation.runToEnd()
        return simulation.report
    }

    private static let eventsMax = 60_000
    private static let endLimit: Duration = .seconds(3 * 3600)

    private mutating func runToEnd() {
        let start = now
        var faultsEndAt: Timestamp?
        while let next = agenda.next {
            if let end = faultsEndAt, next > end + Self.endLimit { break }
            now = max(now, next)
            guard let happening = agenda.popDue(now) else { break }
            report.events += 1
            if case .faultsEnd = happening { faultsEndAt = now }
            trace(happening)
            carryOut(happening)
            check()
            if faultsEndAt != nil && isAllDone { break }
            if !report.problems.isEmpty { break }
            if report.events >= Self.eventsMax {
                report.problems.append("the schedule did not end within \(Self.eventsMax) events")
            }
        }
        report.virtualSeconds = Double((now - start).wholeNanoseconds) / 1e9
        finish()
    }

    private var isAllDone: Bool {
        scheduler != nil && inbox.isEmpty && acknowledged.count == submitted.count
            && acknowledged.allSatisfy { disk.jobs[$0]?.state.isTerminal == true }
    }

    private mutating func finish() {
        for id in acknowledged {
            switch disk.jobs[id]?.state {
            case .completed: report.completedJobs += 1
            case .failed: report.failedJobs += 1
            case .stopped: report.stoppedJobs += 1
            case let state:
                if report.problems.isEmpty {
                    let why = disk.jobs[id]?.stateMessage ?? ""
                    report.problems.append("\(id) did not come to an end: \(state.map(\.rawValue) ?? "lost") \(why)")
                }
            }
        }
        report.jobs = submitted.count
        report.executions = disk.executions.count
    }

    // MARK: - Carrying out

    private mutating func carryOut(_ happening: Happening) {
        switch happening {
        case .toOrchestrator(let messages, let node):
            guard scheduler != nil else { return }
            inbox += messages.map { .received($0, from: nodes[node].info.id) }
            wakeOrchestrator(after: .microseconds(random.below(300)))
        case .toNode(let messages, let node): stepNode(node, messages.map { .received($0) })
        case .orchestratorStep: stepOrchestrator()
        case .nodeStep(let node): if nodes[node].wakeAt <= now { stepNode(node, [.tick]) }
        case .executionStarts(let node, let life, let id):
            if nodes[node].life == life { stepNode(node, [.phaseChanged(id, .running, detail: "")]) }
        case .executionEnds(let node, let life, let report):
            if nodes[node].life == life { stepNode(node, [.ended(report)]) }
        case .submit(let job): submit(job)
        case .stop(let id): request(.stopRequested(id, reason: "the user asked"))
        case .update(let id): update(id)
        case .holders(let id, let life): answerHolders(id, life: life)
        case .orchestratorBoots: bootOrchestrator()
        case .nodeBoots(let node):
            nodes[node].boot(now: now)
            stepNode(node, [.tick])
        case .nodeDrains(let node): stepNode(node, [.drain])
        case .faultsEnd: faults = .none
        }
    }

    private mutating func request(_ event: SchedulerEvent) {
        guard scheduler != nil else { return }
        inbox.append(event)
        wakeOrchestrator(after: .microseconds(random.below(300)))
    }

    private mutating func submit(_ job: Job) {
        guard scheduler != nil else {
            agenda.add(.submit(job), at: now + .milliseconds(500))
            return
        }
        if !submitted.contains(where: { $0.id == job.id }) { submitted.append(job) }
        if disk.jobs[job.id] != nil {
            // The driver looks a repeated submission up in the store before it asks the machine.
            if !acknowledged.contains(job.id) { acknowledged.append(job.id) }
            return
        }
        pendingAcknowledgements.append(job.id)
        request(.submitted(job, locality[job.id] ?? Locality()))
        // A client that gets no answer submits the same job again.
        agenda.add(.submit(job), at: now + .seconds(20))
    }

    private mutating func update(_ id: JobID) {
        guard scheduler != nil, var job = disk.jobs[id] else { return }
        job.version += 1
        job.state = .pending
        job.stateMessage = ""
        job.result = nil
        request(.submitted(job, locality[id] ?? Locality()))
    }

    private mutating func answerHolders(_ id: JobID, life: UInt64) {
        guard schedulerLife == life, let job = disk.jobs[id] else { return }
        var found = locality[id] ?? Locality(needs: [Locality.Needs()])
        for index in found.needs.indices where found.needs[index].missing != nil && random.chance(1, in: 3) {
            found.needs[index].missing = nil
            found.needs[index].holdings = [Locality.Holding(node: nodes[0].info.id, bytes: found.needs[index].bytes)]
        }
        locality[id] = found
        request(.holdersFound(job.id, found))
    }

    mutating func wakeOrchestrator(after delay: Duration) {
        let at = now + delay
        guard at < stepAt else { return }
        stepAt = at
        agenda.add(.orchestratorStep, at: at)
    }

    // MARK: - Checks

    private mutating func check() {
        var problems = disk.problems
        if let scheduler { problems += scheduler.brokenInvariants() }
        for node in nodes {
            if let machine = node.machine, !machine.usedResources.fits(in: node.info.capacity) {
                problems.append("\(node.info.name) runs more than its capacity: \(machine.usedResources)")
            }
        }
        for id in acknowledged where disk.jobs[id] == nil { problems.append("\(id) was acknowledged and is gone") }
        guard !problems.isEmpty else { return }
        report.problems += problems.map { "after event \(report.events): \($0)" }
    }

    private mutating func trace(_ happening: Happening) {
        guard keepsTrace else { return }
        report.trace.append(
            "\(Double(now.nanoseconds % 1_000_000_000_000) / 1e9) \(String(describing: happening).prefix(400))"
        )
        if report.trace.count > 400 { report.trace.removeFirst(200) }
    }
}
