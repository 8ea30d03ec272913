import Core

/// How far a job is, put together from its record and its history.
struct ProgressModel: Sendable {
    /// What one partition is doing, as far as its newest execution told.
    enum Phase: Int, Sendable, Hashable, CaseIterable {
        case waiting, fetching, preparing, running, publishing

        /// What a person calls it.
        var text: String {
            switch self {
            case .waiting: "waiting"
            case .fetching: "fetching data"
            case .preparing: "preparing"
            case .running: "running"
            case .publishing: "storing results"
            }
        }
    }

    var jobID = ""
    var state = JobState.pending
    /// Why it waits or failed.
    var reason = ""
    var partitions = 0
    var done = 0
    /// Executions that failed or were refused; their partitions run again.
    var failedAttempts = 0
    /// How many executions are in each phase, by the phase's raw value.
    private(set) var inPhase = [Int](repeating: 0, count: Phase.allCases.count)
    var readBytes: UInt64 = 0
    var movedBytes: UInt64 = 0
    var startedAt = Timestamp.zero
    /// The newest trouble of an execution, in one line.
    var trouble = ""

    private var phases: LookupTable<ExecutionID, Phase> = LookupTable()

    init() {}

    func count(_ phase: Phase) -> Int { inPhase[phase.rawValue] }

    /// Executions that do something.
    var active: Int { inPhase.dropFirst().reduce(0, +) }

    /// Partitions that are neither done nor at work.
    var waiting: Int { max(0, partitions - done - active) }

    /// The time until the end when the rest goes as fast as what is done; nil before anything is done.
    func remaining(at now: Timestamp) -> Duration? {
        guard state == .running, done > 0, done < partitions, startedAt != .zero, now > startedAt else { return nil }
        return (now - startedAt) / done * (partitions - done)
    }
}

extension ProgressModel {
    /// Takes the job's record.
    mutating func apply(_ job: Job) {
        jobID = job.id.text
        state = job.state
        reason = job.stateMessage
        partitions = job.partitions
        readBytes = max(readBytes, job.usage.inputBytes)
        movedBytes = max(movedBytes, job.usage.fetchedBytes)
        if job.state == .completed { done = job.partitions }
    }

    /// Takes one event of the history; events must come in their order, each once.
    mutating func apply(_ event: HistoryEvent) {
        guard let id = event.executionID else { return }
        switch event.topic {
        case .scheduling: if phases[id] == nil { move(id, to: .waiting) }
        case .downloadingInputs: move(id, to: .fetching)
        case .preparing: move(id, to: .preparing)
        case .running:
            move(id, to: .running)
            if startedAt == .zero { startedAt = event.time }
        case .publishing: move(id, to: .publishing)
        case .execution, .executionTimeout: end(id, event)
        default: break
        }
    }

    private mutating func move(_ id: ExecutionID, to phase: Phase) {
        if let old = phases[id] { inPhase[old.rawValue] -= 1 }
        phases[id] = phase
        inPhase[phase.rawValue] += 1
    }

    /// The end of an execution: an event that names no new state is a success.
    private mutating func end(_ id: ExecutionID, _ event: HistoryEvent) {
        guard let old = phases.remove(id) else { return }
        inPhase[old.rawValue] -= 1
        guard event.details["NewState"] != nil || event.details["IsError"] == "true" else {
            done = min(partitions == 0 ? .max : partitions, done + 1)
            return
        }
        guard event.details["IsError"] != "false" else { return }
        failedAttempts += 1
        trouble = event.message
    }
}
