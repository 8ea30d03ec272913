/// Walks a path down from a root, asking only for the blocks that lie on it.
///
/// Call ``next()`` until ``Step/resolved(_:)``; answer every ``Step/needBlock(_:)`` with ``provide(_:)`` before the
/// next call. Blocks must already be checked against their CIDs. Plain and sharded directories are crossed, and
/// dag-cbor maps and lists where the path leads to a link. Symlinks are not followed.
package struct PathResolver: Sendable {
    /// The most segments in a path.
    package static let segmentsMax = 1024

    /// Where a path leads.
    package struct Resolution: Hashable, Sendable {
        /// The block at the end of the path; it has not been read.
        package let cid: CID
        /// The size hint of the last link; nil where the path is empty or the link has none.
        package let tsize: UInt64?
        /// The blocks read on the way, in order, without the one at the end.
        package let crossed: [CID]
    }

    /// What the resolver wants or has.
    package enum Step: Sendable, Equatable {
        /// Provide this block.
        case needBlock(CID)
        /// The end of the path.
        case resolved(Resolution)
    }

    private struct ShardPosition: Sendable {
        let hash: UInt64
        let level: Int
        let fanout: Int
    }

    private let segments: [[UInt8]]
    private var segmentIndex = 0
    private var current: CID
    private var tsize: UInt64?
    /// Set while inside a sharded directory, below its root shard.
    private var shardPosition: ShardPosition?

    /// The blocks read so far, in order; they are what a gateway sends when a segment is not found.
    package private(set) var crossed: [CID] = []

    /// Resolves `path` from `root`; throws `limitExceeded` for more than ``segmentsMax`` segments.
    package init(root: CID, path: [String]) throws(ContentError) {
        try self.init(root: root, segments: path.map { Array($0.utf8) })
    }

    /// Resolves segments of any bytes, see ``init(root:path:)``.
    package init(root: CID, segments: [[UInt8]]) throws(ContentError) {
        guard segments.count <= Self.segmentsMax else {
            throw ContentError(.limitExceeded, "a path of \(segments.count) segments, the limit is \(Self.segmentsMax)")
        }
        self.segments = segments
        current = root
    }

    /// The next thing to do; throws what ``provide(_:)`` throws, for identity blocks on the path.
    package mutating func next() throws(ContentError) -> Step {
        while segmentIndex < segments.count {
            guard let data = current.identityData else { return .needBlock(current) }
            try read(data)
        }
        return .resolved(Resolution(cid: current, tsize: tsize, crossed: crossed))
    }

    /// Takes the block that was asked for.
    ///
    /// Throws `notFound` and `notADirectory`, which name the segment, `invalidDAGPB`, `invalidUnixFS`,
    /// `invalidDAGCBOR`, `unsupportedCodec`; the resolver must not be used after that, but ``crossed`` may be read.
    package mutating func provide(_ bytes: [UInt8]) throws(ContentError) {
        precondition(segmentIndex < segments.count, "a block is only provided when one was asked for")
        crossed.append(current)
        try read(bytes)
    }

    private mutating func read(_ bytes: [UInt8]) throws(ContentError) {
        let segment = segments[segmentIndex]
        if let position = shardPosition {
            let shard = try HAMTShard(child: current, bytes: bytes, fanout: position.fanout)
            try step(into: shard, hash: position.hash, level: position.level)
            return
        }
        switch current.codec {
        case .dagPB:
            let block = try UnixFSBlock(cid: current, decoding: bytes)
            switch block.unixFS.type {
            case .directory:
                guard let link = block.node.links.first(where: { $0.name == segment }) else { throw notFound() }
                follow(link)
            case .hamtShard:
                let shard = try HAMTShard(node: block.node, unixFS: block.unixFS)
                try step(into: shard, hash: MurmurHash3.x64(segment), level: 0)
            default:
                throw notADirectory("a \(block.unixFS.type)")
            }
        case .dagCBOR:
            try followCBOR(try DAGCBORValue(decoding: bytes))
        default:
            throw notADirectory("\(current.codec) data")
        }
    }

    private mutating func step(into shard: HAMTShard, hash: UInt64, level: Int) throws(ContentError) {
        guard level < shard.bits.levelsMax else {
            throw ContentError(.limitExceeded, "the shards of \(quotedSegment) go deeper than its hash")
        }
        guard let bucket = shard.bucket(shard.bits.bucket(of: hash, level: level)) else { throw notFound() }
        switch bucket.content {
        case .entry(let name):
            guard name == segments[segmentIndex] else { throw notFound() }
            shardPosition = nil
            follow(bucket.link)
        case .childShard:
            current = bucket.link.cid
            shardPosition = ShardPosition(hash: hash, level: level + 1, fanout: shard.bits.fanout)
        }
    }

    /// Goes down a dag-cbor block by as many segments as it takes to meet a link.
    private mutating func followCBOR(_ block: DAGCBORValue) throws(ContentError) {
        var value = block
        while segmentIndex < segments.count {
            guard let inner = value.child(segments[segmentIndex]) else { throw notFound() }
            segmentIndex += 1
            if case .link(let cid) = inner {
                current = cid
                tsize = nil
                return
            }
            value = inner
        }
        throw ContentError(.notFound, "the path ends at a value inside \(current), not at a block of its own")
    }

    private mutating func follow(_ link: DAGPBLink) {
        current = link.cid
        tsize = link.encodedTsize
        segmentIndex += 1
    }

    private var quotedSegment: String { quoted(segments[segmentIndex]) }

    private func notFound() -> ContentError {
        ContentError(.notFound, "no entry \(quotedSegment) (path segment \(segmentIndex + 1)) in \(current)")
    }

    private func notADirectory(_ kind: String) -> ContentError {
        ContentError(
            .notADirectory,
            "\(current) is \(kind), so it has no entry \(quotedSegment) (path segment \(segmentIndex + 1))"
        )
    }
}
