import ContentAddressing
import Core

/// What one partition's completed run left.
struct PartitionResult: Hashable, Sendable {
    var cid: CID
    var tsize: UInt64
    var bytes: UInt64
}

/// What went wrong with a partition so far.
struct PartitionTrouble: Sendable {
    var failures = 0
    var losses = 0
    /// Nodes that failed or refused it, in order; others are preferred for the next run.
    var nodes: [NodeID] = []
    var lastExecution: ExecutionID?
}

/// A job that is not terminal, with the books of its partitions.
struct ActiveJob: Sendable {
    var job: Job
    var key: ReadyQueue.Key
    var locality: Locality
    /// Partitions with no live execution and no result, in the order they are tried.
    var unplaced: [Int]
    /// The index of the first one in `unplaced` that is not gone.
    var unplacedHead = 0
    /// Live executions by partition.
    var live = LookupTable<Int, ExecutionID>()
    var results: [PartitionResult?]
    var completed = 0
    var trouble = LookupTable<Int, PartitionTrouble>()
    /// The last real error of an execution.
    var lastError = ""
    /// Expected wall time of one execution, from those that ended; nil before the first.
    var expectedNanoseconds: UInt64?
    /// Since when something could not be placed.
    var waitingSince: Timestamp
    var isInQueue = false
    /// True while nobody holds its data.
    var isParked = false
    var hasQueuedTimer = false
    var hasHoldersTimer = false

    init(job: Job, locality: Locality, now: Timestamp) {
        self.job = job
        self.key = ReadyQueue.Key(priority: job.spec.priority, shape: TaskShape(job.spec))
        self.locality = locality
        self.unplaced = Array(0..<job.partitions)
        self.results = Array(repeating: nil, count: job.partitions)
        self.waitingSince = now
    }

    var hasUnplaced: Bool { unplacedHead < unplaced.count }
    var unplacedCount: Int { unplaced.count - unplacedHead }

    /// Takes the partition at `offset` behind the head out of the line; the ones before it keep their order.
    mutating func takeUnplaced(at offset: Int) -> Int {
        let position = unplacedHead + offset
        let partition = unplaced[position]
        for place in stride(from: position, to: unplacedHead, by: -1) { unplaced[place] = unplaced[place - 1] }
        unplacedHead += 1
        return partition
    }

    mutating func putBackUnplaced(_ partition: Int) {
        if unplacedHead > 0 {
            unplacedHead -= 1
            unplaced[unplacedHead] = partition
        } else {
            unplaced.insert(partition, at: 0)
        }
    }

    mutating func learn(duration nanoseconds: UInt64) {
        expectedNanoseconds = expectedNanoseconds.map { ($0 * 7 + nanoseconds) / 8 } ?? nanoseconds
    }
}

/// A live execution: sent to a node, no outcome yet.
struct ActiveExecution: Sendable {
    var execution: Execution
    var sentAt: Timestamp
    /// When the program itself started; fetching and preparing come before.
    var runningSince: Timestamp?
    var isRecalled = false
    /// True from the report on that its result is being checked: it ended on its node, which can no longer lose it.
    var isVerifying = false
}
