import Core

/// The records among actions: those that are waited for, and those that may be written after everything else was done.
///
/// All records of one execution go together, so that an older one never takes the place of a newer one.
struct SortedRecords: Sendable {
    var first: [DealRecord] = []
    var last: [DealRecord] = []
    /// The executions whose machine waits until they are written.
    var awaited: [ExecutionID] = []

    init(_ actions: [ClientDealAction]) {
        var isAwaited = LookupTable<ExecutionID, Bool>()
        for case .save(let record, true) in actions {
            awaited.append(record.executionID)
            isAwaited[record.executionID] = true
        }
        for case .save(let record, _) in actions {
            if isAwaited.contains(record.executionID) { first.append(record) } else { last.append(record) }
        }
    }
}
