package import ContentAddressing
import Core

/// The figures that the scheduling rules use; all of them have a default that suits a small cluster.
package struct SchedulerConfiguration: Sendable {
    /// A node that is silent for this long counts as lost, and its work is placed anew.
    package var nodeSilenceMax: Duration = .seconds(15)
    /// An order is sent again when a heartbeat this long after it does not list the execution.
    package var orderConfirmation: Duration = .seconds(3)
    /// Runs of one partition that may fail by themselves before the job fails.
    package var attemptsMax = 3
    /// Runs of one partition that may be lost with their node before the job fails.
    package var lossesMax = 20
    /// A job that has not started after this long is shown as queued, with its reason.
    package var queuedAfter: Duration = .seconds(1)
    /// How long a partition waits for a node that holds its data before the data is moved.
    package var localityWait: Duration = .seconds(2)
    /// Data up to this size is moved at once.
    package var moveFreelyBytes: UInt64 = 1 << 16
    /// How often the holders of missing data are asked for again.
    package var holdersInterval: Duration = .seconds(2)
    /// Orders are sent ahead to a full node up to this much expected work, so that it never idles for a message.
    package var prefetchWindow: Duration = .milliseconds(100)
    /// A waiting order this old goes back when another node is free.
    package var recallAfter: Duration = .seconds(2)
    /// Added to an execution timeout before the orchestrator itself ends an execution that its node should have ended.
    package var timeoutGrace: Duration = .seconds(30)
    /// The most jobs that are looked at in one pass after the first that cannot be placed.
    package var blockedScanMax = 64
    /// The most jobs that may wait or run at once; a submission above it is refused.
    package var activeJobsMax = 1_000_000
    /// False makes a new node wait until the operator approves it.
    package var approvesNodes = true
    /// The ledger that paid work is done on; nil when there is none.
    package var ledger: Digest256?
    /// The seed of the ids.
    package var seed: UInt64 = 1

    package init() {}
}
