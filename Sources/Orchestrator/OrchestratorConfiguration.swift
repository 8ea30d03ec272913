package import Core
package import Scheduling

/// How an orchestrator works; the defaults suit one machine.
package struct OrchestratorConfiguration: Sendable {
    package var scheduler = SchedulerConfiguration()
    /// Named in the metadata of every job.
    package var orchestratorID = NodeID("")
    /// The largest number of events that one transaction takes.
    package var transactionEventsMax = 4_000
    /// A transaction is closed after this long, even when more events come.
    package var transactionTime: Duration = .milliseconds(2)
    /// A transaction waits this long for outcomes of orders that it has just sent, when such outcomes usually come
    /// sooner.
    package var lingerMax: Duration = .microseconds(1200)
    /// A transaction with more events than this does not wait for outcomes.
    package var lingerEventsMax = 8
    /// Messages of nodes beyond this many waiting events are dropped; nodes repeat what matters.
    package var inboxEventsMax = 200_000
    /// How often a failed commit is tried again before waiting callers get the error.
    package var recoveryDelay: Duration = .milliseconds(200)
    /// How many idempotency tokens are remembered.
    package var tokensMax = 100_000
    /// Looks at each job before it is accepted; nil accepts all that are valid.
    package var admission: (any JobAdmission)?
    /// Fills what specs leave open, by job type.
    package var jobDefaults: [JobDefaults] = []

    package init() {}
}
