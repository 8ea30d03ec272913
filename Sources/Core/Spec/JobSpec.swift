/// How a job's executions are placed.
package enum JobType: String, Hashable, Sendable, CaseIterable {
    /// `Count` partitions (or one per shard), each run once to success.
    case batch
    /// One execution on every matching node, once.
    case ops
    /// Kept running; accepted by the spec, not yet placed by this version.
    case service
    /// Kept running on every node; accepted by the spec, not yet placed by this version.
    case daemon
}

/// What a user asks for: the v1 job spec without what the server adds.
package struct JobSpec: Hashable, Sendable {
    /// Empty means: the job's id.
    package var name = ""
    package var namespace = JobSpec.defaultNamespace
    package var type = JobType.batch
    /// Higher goes first.
    package var priority = 0
    /// Partitions of a batch job; nil means not given (1).
    package var count: Int?
    package var constraints: [Constraint] = []
    package var meta = StringMap()
    package var labels = StringMap()
    package var tasks: [TaskSpec] = []
    /// Beside the v1 fields: splits one input directory over the partitions.
    package var shard: Sharding?
    /// Beside the v1 fields: how far its nodes are trusted; nil is `fast`.
    package var trust: TrustSpec?

    package static let defaultNamespace = "default"
    /// The most partitions that one job may have.
    package static let partitionsMax = 1_000_000

    package init() {}

    /// The task that runs: v1 uses the first one only.
    package var task: TaskSpec { tasks.first ?? TaskSpec() }
}

/// A condition on a node's labels.
package struct Constraint: Hashable, Sendable {
    /// The operators of v1, by their wire spelling.
    package enum Operator: String, Hashable, Sendable, CaseIterable {
        case `in`
        case notIn = "notin"
        case equals = "="
        case doubleEquals = "=="
        case notEquals = "!="
        case exists
        case doesNotExist = "!"
        case greaterThan = "gt"
        case lessThan = "lt"
    }

    package var key: String
    package var op: Operator
    package var values: [String]

    package init(key: String, op: Operator, values: [String]) {
        self.key = key
        self.op = op
        self.values = values
    }
}

/// How an input directory is split: each partition sees only its share.
package struct Sharding: Hashable, Sendable {
    package enum Rule: Hashable, Sendable {
        /// One partition per file.
        case perFile
        /// This many partitions of about equal bytes; whole files, in path order.
        case parts(Int)
        /// As many partitions as are needed to keep each at about this many bytes; whole files, in path order.
        case bytes(Int64)
    }

    /// The target or alias of the input; empty means the first input that is a directory.
    package var input: String
    package var rule: Rule

    package init(input: String = "", rule: Rule) {
        self.input = input
        self.rule = rule
    }
}
