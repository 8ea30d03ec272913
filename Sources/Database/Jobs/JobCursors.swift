import Core

/// What the writer remembers of jobs, so that a change needs no lookup first.
///
/// It is bounded: when the young half is full, it becomes the old half and the former old half is forgotten. What is
/// forgotten is read from the file again. Everything is forgotten when a transaction is undone.
struct JobCursors {
    /// Where a job stands in the tables.
    struct Cursor {
        var number: Int64
        /// Of the row in `jobs`.
        var version: Int
        /// Of the last event.
        var sequence: Int64
        /// The shares in `job_shares`, as far as this writer knows; sharing memory with the records that it was given.
        var shares: (version: Int, list: [PartitionShare])?
    }

    /// The most jobs in each half.
    static let halfMax = 16384

    private var young: [JobID: Cursor] = [:]
    private var old: [JobID: Cursor] = [:]

    subscript(id: JobID) -> Cursor? { young[id] ?? old[id] }

    mutating func set(_ id: JobID, _ cursor: Cursor) {
        young[id] = cursor
        guard young.count >= Self.halfMax else { return }
        old = young
        young = Dictionary(minimumCapacity: Self.halfMax)
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
