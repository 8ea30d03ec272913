/// Reads a byte range of a file, block by block, asking for each block when it is needed.
///
/// Call ``next()`` until ``Step/finished``; answer every ``Step/needBlock(_:)`` with ``provide(_:)`` before the next
/// call. Blocks must already be checked against their CIDs. Subtrees outside the range, and empty ones, are not asked
/// for. Balanced and trickle files, raw and dag-pb leaves are read alike.
package struct FileReader: Sendable {
    /// The deepest tree read; a balanced file of 2^64 bytes has a depth of ten.
    package static let depthMax = 64

    /// What the reader wants or has.
    package enum Step: Sendable, Equatable {
        /// Provide this block.
        case needBlock(CID)
        /// The next bytes of the range, never empty.
        case bytes(ArraySlice<UInt8>)
        /// The range has been read.
        case finished
    }

    private struct Pending: Sendable {
        let cid: CID
        /// Where the subtree starts in the file.
        let start: UInt64
        /// What the parent says about its size; nil for the root.
        let fileBytes: UInt64?
        let depth: Int
    }

    private let range: Range<UInt64>
    /// Subtrees still to be read, the next one last.
    private var pending: [Pending]
    private var wanted: Pending?
    private var ready: ArraySlice<UInt8> = []

    /// The length of the whole file, known once the root block was read.
    package private(set) var fileBytes: UInt64?

    /// Reads `range` of the file below `root`; a range past the end yields what there is.
    package init(root: CID, range: Range<UInt64> = 0..<UInt64.max) {
        self.range = range
        pending = [Pending(cid: root, start: 0, fileBytes: nil, depth: 0)]
    }

    /// The next thing to do.
    ///
    /// Throws `invalidUnixFS`, `invalidDAGPB`, `notAFile`, `unsupportedCodec` or `limitExceeded` for identity blocks
    /// inside the file that break the rules.
    package mutating func next() throws(ContentError) -> Step {
        while true {
            if !ready.isEmpty {
                defer { ready = [] }
                return .bytes(ready)
            }
            if let wanted { return .needBlock(wanted.cid) }
            guard let item = pending.popLast() else { return .finished }
            guard isWanted(item) else { continue }
            if let data = item.cid.identityData {
                try read(item, bytes: data)
            } else {
                wanted = item
            }
        }
    }

    /// Takes the block that was asked for.
    ///
    /// Throws `invalidUnixFS`, `invalidDAGPB`, `notAFile`, `unsupportedCodec` or `limitExceeded`; the reader must not
    /// be used after that.
    package mutating func provide(_ bytes: [UInt8]) throws(ContentError) {
        guard let item = wanted else { preconditionFailure("a block is only provided when one was asked for") }
        wanted = nil
        try read(item, bytes: bytes)
    }

    /// The blocks that will be asked for next, as far as they are known, for fetching ahead; at most `limit`.
    package func upcoming(limit: Int) -> [CID] {
        var cids: [CID] = []
        for item in pending.reversed() where isWanted(item) && item.cid.identityData == nil {
            guard cids.count < limit else { break }
            cids.append(item.cid)
        }
        return cids
    }

    private func isWanted(_ item: Pending) -> Bool {
        guard let size = item.fileBytes else { return true }
        return range.overlaps(item.start..<item.start + size)
    }

    private mutating func read(_ item: Pending, bytes: [UInt8]) throws(ContentError) {
        let node = try FileNode(cid: item.cid, bytes: bytes)
        if let expected = item.fileBytes, expected != node.fileBytes {
            throw ContentError(
                .invalidUnixFS,
                "block \(item.cid) has \(node.fileBytes) bytes of the file, its parent says \(expected)"
            )
        }
        if item.depth == 0 { fileBytes = node.fileBytes }
        guard node.children.isEmpty || item.depth < Self.depthMax else {
            throw ContentError(.limitExceeded, "the file is deeper than \(Self.depthMax) levels at \(item.cid)")
        }
        ready = clip(node.data, start: item.start)

        var children: [Pending] = []
        var start = item.start + UInt64(node.data.count)
        for child in node.children {
            let next = Pending(cid: child.cid, start: start, fileBytes: child.fileBytes, depth: item.depth + 1)
            start += child.fileBytes
            if isWanted(next) { children.append(next) }
        }
        pending.append(contentsOf: children.reversed())
    }

    /// The part of `data`, which lies at `start` in the file, that is inside the range.
    private func clip(_ data: ArraySlice<UInt8>, start: UInt64) -> ArraySlice<UInt8> {
        let end = start + UInt64(data.count)
        let lower = max(start, range.lowerBound)
        let upper = min(end, range.upperBound)
        guard lower < upper else { return [] }
        return data.dropFirst(Int(lower - start)).dropLast(Int(end - upper))
    }
}
