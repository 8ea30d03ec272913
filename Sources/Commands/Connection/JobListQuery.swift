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
