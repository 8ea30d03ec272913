/// Finds the links of blocks for ``DAGWalker``.
enum DAGLinks {
    /// All links of a block, in the order of its bytes; throws `unsupportedCodec` where the codec may hold links that
    /// this build cannot read.
    static func all(cid: CID, bytes: [UInt8]) throws(ContentError) -> [CID] {
        switch cid.codec {
        case .raw, .cbor, .json, .libp2pKey, .car, .ipnsRecord, .libp2pPeerRecord:
            return []
        case .dagPB:
            return try DAGPBNode(decoding: bytes).links.map(\.cid)
        case .dagCBOR:
            return try DAGCBORValue(decoding: bytes).links
        default:
            throw ContentError(
                .unsupportedCodec,
                "block \(cid) is \(cid.codec), whose links cannot be read; export it block by block"
            )
        }
    }

    /// The shards below a shard, without entries.
    static func childShards(_ shard: HAMTShard) -> [(CID, DAGWalkItem.Role)] {
        shard.buckets.compactMap { bucket in
            guard case .childShard = bucket.content else { return nil }
            return (bucket.link.cid, .shard(fanout: shard.bits.fanout))
        }
    }

    /// The children of a file node, which lies at `start` in the file, that overlap `range`.
    static func fileChildren(
        _ node: FileNode,
        start: UInt64,
        range: Range<UInt64>?
    ) -> [(CID, DAGWalkItem.Role)] {
        var children: [(CID, DAGWalkItem.Role)] = []
        var childStart = start + UInt64(node.data.count)
        for child in node.children {
            let childEnd = childStart + child.fileBytes
            let isInside = range.map { $0.overlaps(childStart..<childEnd) } ?? true
            if isInside { children.append((child.cid, .file(start: childStart, fileBytes: child.fileBytes))) }
            childStart = childEnd
        }
        return children
    }
}
