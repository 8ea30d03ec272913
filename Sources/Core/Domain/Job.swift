package import ContentAddressing

/// Where a job stands.
///
/// Next states: pending → queued, running, failed, stopped; queued → running, failed, stopped; running → queued,
/// completed, failed, stopped; the last three are final for a version.
package enum JobState: String, Hashable, Sendable, CaseIterable {
    case pending = "Pending"
    case queued = "Queued"
    case running = "Running"
    case completed = "Completed"
    case failed = "Failed"
    case stopped = "Stopped"

    /// True when nothing of this version will run any more.
    package var isTerminal: Bool { self == .completed || self == .failed || self == .stopped }
}

/// The share of the input that one partition sees, when the job is sharded.
package struct PartitionShare: Hashable, Sendable {
    /// The index of the input in the task that is replaced.
    package var inputIndex: Int
    /// A directory that links only this partition's entries.
    package var root: CID
    /// Bytes of file content below `root`.
    package var bytes: UInt64

    package init(inputIndex: Int, root: CID, bytes: UInt64) {
        self.inputIndex = inputIndex
        self.root = root
        self.bytes = bytes
    }
}

/// A job as the system keeps it: the spec and what became of it.
package struct Job: Hashable, Sendable {
    package var id: JobID
    package var spec: JobSpec
    package var state: JobState
    /// Why it is in this state; of a failed job the last real error, never only "no nodes".
    package var stateMessage: String
    /// Starts at 1; an update of the same name is the next one.
    package var version: Int
    /// Counts changes of this record.
    package var revision: Int
    package var createdAt: Timestamp
    package var modifiedAt: Timestamp
    /// How many partitions this version has; 0 for an ops job until its nodes are chosen.
    package var partitions: Int
    /// One per partition when the job is sharded, otherwise empty.
    package var shares: [PartitionShare]
    /// The result of a completed batch or ops job: one CID over all partitions.
    package var result: CID?
    /// The sum over all executions.
    package var usage: Usage

    package init(id: JobID, spec: JobSpec, partitions: Int, createdAt: Timestamp) {
        self.id = id
        self.spec = spec
        self.state = .pending
        self.stateMessage = ""
        self.version = 1
        self.revision = 1
        self.createdAt = createdAt
        self.modifiedAt = createdAt
        self.partitions = partitions
        self.shares = []
        self.result = nil
        self.usage = Usage()
    }
}
