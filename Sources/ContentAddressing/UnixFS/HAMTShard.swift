/// One decoded block of a HAMT directory, checked against the rules for shards.
struct HAMTShard: Sendable {
    /// What a bucket holds.
    enum Content: Sendable {
        case entry(name: [UInt8])
        case childShard
    }

    struct Bucket: Sendable {
        let index: Int
        let content: Content
        let link: DAGPBLink
    }

    let bits: HAMTBits
    /// Occupied buckets, ascending.
    let buckets: [Bucket]

    /// Reads a shard; throws `invalidUnixFS` where labels, bitmap, hash function and fanout do not fit each other.
    init(node: DAGPBNode, unixFS: UnixFSNode) throws(ContentError) {
        guard unixFS.hashType == HashCode.murmur3x64_64.rawValue else {
            let shown = unixFS.hashType.map { String($0) } ?? "none"
            throw ContentError(.invalidUnixFS, "HAMT hash function \(shown) is not murmur3-x64-64")
        }
        guard let fanout = unixFS.fanout else { throw ContentError(.invalidUnixFS, "a HAMT shard has no fanout") }
        let bits = try HAMTBits(fanout: fanout)
        var buckets: [Bucket] = []
        buckets.reserveCapacity(min(node.links.count, bits.fanout))
        for link in node.links {
            let name = link.name
            guard let index = bits.bucket(fromLabelOf: name) else {
                throw ContentError(.invalidUnixFS, "HAMT link name \(quoted(name)) has no bucket label")
            }
            if let previous = buckets.last, previous.index >= index {
                throw ContentError(.invalidUnixFS, "HAMT bucket \(index) is repeated or out of order")
            }
            let entryName = Array(name.dropFirst(bits.labelDigits))
            let content = entryName.isEmpty ? Content.childShard : .entry(name: entryName)
            buckets.append(Bucket(index: index, content: content, link: link))
        }
        let bitmap = Array((unixFS.data ?? []).drop { $0 == 0 })
        guard bitmap == bits.bitmap(buckets.map(\.index)) else {
            throw ContentError(.invalidUnixFS, "the bitmap of a HAMT shard does not fit its links")
        }
        self.bits = bits
        self.buckets = buckets
    }

    /// The bucket with an index, nil where it is empty.
    func bucket(_ index: Int) -> Bucket? {
        buckets.first { $0.index == index }
    }
}

extension HAMTShard {
    /// Reads a shard that another shard links to: it must be one, of the same width, and not empty.
    init(child cid: CID, bytes: [UInt8], fanout: Int) throws(ContentError) {
        let block = try UnixFSBlock(cid: cid, decoding: bytes)
        guard block.unixFS.type == .hamtShard else {
            throw ContentError(.invalidUnixFS, "block \(cid) is a \(block.unixFS.type), expected a HAMT shard")
        }
        try self.init(node: block.node, unixFS: block.unixFS)
        guard bits.fanout == fanout else {
            throw ContentError(.invalidUnixFS, "shard \(cid) has fanout \(bits.fanout), its parent \(fanout)")
        }
        guard !buckets.isEmpty else { throw ContentError(.invalidUnixFS, "shard \(cid) below another is empty") }
    }
}
