import Core

/// Which jobs a list asks for.
struct JobListQuery: Sendable, Hashable {
    /// `*` means all.
    var namespace = JobSpec.defaultNamespace
    var limit = 10
    /// `created_at` or `modified_at`; empty means the first.
    var order = ""
    var isReversed = false
    var nextToken = ""
    /// A selector as Kubernetes writes it.
    var labels = ""
    var states: [JobState] = []

    init() {}
}

/// Which executions a list asks for.
struct ExecutionListQuery: Sendable, Hashable {
    /// 0 means the latest version, nil all of them.
    var version: Int? = 0
    /// 0 means all.
    var limit = 0
    var order = ""
    var isReversed = false

    init() {}
}

/// Which part of a history is asked for.
struct HistoryListQuery: Sendable, Hashable {
    var version: Int? = 0
    var limit = 100
    var nextToken = ""
    /// An id or the beginning of one; empty means all.
    var execution = ""
    /// `job`, `execution` or, when empty, both.
    var kind = ""

    init() {}
}

/// Which nodes a list asks for.
struct NodeListQuery: Sendable, Hashable {
    /// 0 means all.
    var limit = 0
    var order = ""
    var isReversed = false
    var labels = ""
    /// `APPROVED` and so on; empty means all.
    var membership = ""
    var connection = ""

    init() {}
}
