import Core

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
