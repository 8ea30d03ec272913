import Core
import Scheduling

/// What the orchestrator's driver keeps under its lock: the machine, and what waits for a commit.
struct OrchestratorState: Sendable {
    /// What is carried out once the transaction is on disk.
    struct Effects: Sendable {
        var replies: [OrchestratorInbox.Reply] = []
        var messages: [Decision.Outgoing] = []
        var questions: [Job] = []
        var ended: [Job] = []
    }

    struct Waiter: Sendable {
        var id: UInt64
        var deadline: Timestamp
        var continuation: CheckedContinuation<Job?, any Error>
    }

    var machine: SchedulerMachine
    var effects = Effects()
    var waiters = LookupTable<JobID, [Waiter]>()
    /// Deadlines of the waiters, to wake those whose time is over.
    var waiterTimers = TimerQueue<(JobID, UInt64)>()
    var waiterCount: UInt64 = 0
    var nextDeadline = Timestamp.zero
    /// Events decided in the open transaction.
    var decidedEvents = 0
    var transactionStart = Timestamp.zero
    var tokens = LookupTable<String, SubmitReply>()
    var tokenOrder: [String] = []
    var namesInFlight = LookupTable<String, Bool>()
    var counters = Counters()

    /// Totals since the process started.
    struct Counters: Sendable {
        var submissions = 0
        var commits = 0
        var commitFailures = 0
        var completedExecutions = 0
        var failedExecutions = 0
        var endedJobs = 0
    }

    init(machine: SchedulerMachine) { self.machine = machine }

    mutating func takeEffects() -> Effects {
        defer { effects = Effects() }
        return effects
    }
}
