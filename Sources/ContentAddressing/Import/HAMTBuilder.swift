/// Builds sharded directories; their shape depends only on the set of names.
enum HAMTBuilder {
    private struct HashedEntry {
        let hash: UInt64
        let entry: DirectoryEntry
    }

    /// Builds the shards over entries with distinct names, in any order; throws `hashCollision`.
    static func build(
        entries: [DirectoryEntry],
        profile: ImportProfile
    ) throws(ContentError) -> (root: ImportedNode, blocks: [Block]) {
        let bits = try HAMTBits(fanout: UInt64(profile.hamtFanout))
        // Indexes are taken from the most significant bits, so every bucket is a run of the sorted hashes.
        let hashed =
            entries
            .map { HashedEntry(hash: MurmurHash3.x64($0.nameBytes), entry: $0) }
            .sorted { $0.hash < $1.hash }
        var blocks: [Block] = []
        let root = try shard(hashed[...], level: 0, bits: bits, version: profile.cidVersion, into: &blocks)
        return (root, blocks)
    }

    private static func shard(
        _ entries: ArraySlice<HashedEntry>,
        level: Int,
        bits: HAMTBits,
        version: CID.Version,
        into blocks: inout [Block]
    ) throws(ContentError) -> ImportedNode {
        guard level < bits.levelsMax else {
            let name = quoted(entries.first?.entry.nameBytes ?? [])
            throw ContentError(.hashCollision, "\(name) and another name have the same hash; rename one of them")
        }
        var links: [DAGPBLink] = []
        var buckets: [Int] = []
        var fileBytes: UInt64 = 0
        var tsize: UInt64 = 0
        var rest = entries
        while let first = rest.first {
            let bucket = bits.bucket(of: first.hash, level: level)
            let members = rest.prefix { bits.bucket(of: $0.hash, level: level) == bucket }
            rest = rest.dropFirst(members.count)
            var name = bits.label(bucket)
            let node: ImportedNode
            if members.count == 1 {
                name += first.entry.nameBytes
                node = first.entry.node
            } else {
                node = try shard(members, level: level + 1, bits: bits, version: version, into: &blocks)
            }
            buckets.append(bucket)
            links.append(DAGPBLink(cid: node.cid, name: name, tsize: node.tsize))
            fileBytes += node.fileBytes
            tsize += node.tsize
        }
        let unixFS = UnixFSNode(
            type: .hamtShard,
            data: bits.bitmap(buckets),
            hashType: HashCode.murmur3x64_64.rawValue,
            fanout: UInt64(bits.fanout)
        )
        let block = DAGPBNode(links: links, data: unixFS.encoded()).block(version: version)
        blocks.append(block)
        tsize += UInt64(block.bytes.count)
        return ImportedNode(cid: block.cid, fileBytes: fileBytes, tsize: tsize, kind: .directory)
    }
}
