import Core

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
