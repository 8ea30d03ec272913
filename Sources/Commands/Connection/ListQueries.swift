package import Core

/// Which jobs a list asks for.
package struct JobListQuery: Sendable, Hashable {
    /// `*` means all.
    package var namespace = JobSpec.defaultNamespace
    package var limit = 10
    /// `created_at` or `modified_at`; empty means the first.
    package var order = ""
    package var isReversed = false
    package var nextToken = ""
    /// A selector as Kubernetes writes it.
    package var labels = ""
    package var states: [JobState] = []

    package init() {}
}

/// Which executions a list asks for.
package struct ExecutionListQuery: Sendable, Hashable {
    /// 0 means the latest version, nil all of them.
    package var version: Int? = 0
    /// 0 means all.
    package var limit = 0
    package var order = ""
    package var isReversed = false

    package init() {}
}

/// Which part of a history is asked for.
package struct HistoryListQuery: Sendable, Hashable {
    package var version: Int? = 0
    package var limit = 100
    package var nextToken = ""
    /// An id or the beginning of one; empty means all.
    package var execution = ""
    /// `job`, `execution` or, when empty, both.
    package var kind = ""

    package init() {}
}

/// Which nodes a list asks for.
package struct NodeListQuery: Sendable, Hashable {
    /// 0 means all.
    package var limit = 0
    package var order = ""
    package var isReversed = false
    package var labels = ""
    /// `APPROVED` and so on; empty means all.
    package var membership = ""
    package var connection = ""

    package init() {}
}
