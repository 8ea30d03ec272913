/// A link that a walk has found, with what is known about its place.
struct DAGWalkItem: Sendable {
    enum Role: Sendable {
        case root
        /// Anything; all its links are followed.
        case any
        /// A part of the file that is walked.
        case file(start: UInt64, fileBytes: UInt64)
        /// A shard of the directory that is walked.
        case shard(fanout: Int)
    }

    let cid: CID
    let depth: Int
    let role: Role

    /// Whether everything below lies inside `range`, so that meeting the block again shows nothing new.
    func isCovered(by range: Range<UInt64>?) -> Bool {
        guard let range, case .file(let start, let fileBytes) = role else { return true }
        return range.lowerBound <= start && start + fileBytes <= range.upperBound
    }
}
