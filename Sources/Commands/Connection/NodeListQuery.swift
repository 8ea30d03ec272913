import Core

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
