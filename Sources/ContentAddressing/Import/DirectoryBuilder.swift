/// Builds directories, plain or sharded, from entries whose content is imported already.
package enum DirectoryBuilder {
    /// Builds a directory; which form it takes is decided by the profile's limit and depends only on the entries.
    ///
    /// Entries may come in any order. Throws `invalidName` for a name that could not be written to a disk or is longer
    /// than ``DirectoryEntry/nameBytesMax``, `duplicateName`, and `hashCollision`. Blocks come children before parents.
    package static func build(
        entries: [DirectoryEntry],
        profile: ImportProfile
    ) throws(ContentError) -> (root: ImportedNode, blocks: [Block]) {
        let entries = try sorted(entries)
        if exceedsLimit(entries, profile: profile) {
            return try HAMTBuilder.build(entries: entries, profile: profile)
        }
        let links = entries.map { DAGPBLink(cid: $0.node.cid, name: $0.nameBytes, tsize: $0.node.tsize) }
        let data = UnixFSNode(type: .directory).encoded()
        let block = DAGPBNode(links: links, data: data).block(version: profile.cidVersion)
        return (directory(block, entries: entries), [block])
    }

    /// Builds a sharded directory whatever its size; `hamtFanout` of the profile decides the width.
    package static func buildSharded(
        entries: [DirectoryEntry],
        profile: ImportProfile
    ) throws(ContentError) -> (root: ImportedNode, blocks: [Block]) {
        try HAMTBuilder.build(entries: try sorted(entries), profile: profile)
    }

    private static func directory(_ block: Block, entries: [DirectoryEntry]) -> ImportedNode {
        var fileBytes: UInt64 = 0
        var tsize = UInt64(block.bytes.count)
        for entry in entries {
            fileBytes += entry.node.fileBytes
            tsize += entry.node.tsize
        }
        return ImportedNode(cid: block.cid, fileBytes: fileBytes, tsize: tsize, kind: .directory)
    }

    private static func sorted(_ entries: [DirectoryEntry]) throws(ContentError) -> [DirectoryEntry] {
        for entry in entries {
            guard isSafeFileName(entry.nameBytes), entry.nameBytes.count <= DirectoryEntry.nameBytesMax else {
                throw ContentError(
                    .invalidName,
                    "\(quoted(entry.nameBytes)) cannot be a file name: it is empty, '.', '..', has '/' or NUL, "
                        + "or is longer than \(DirectoryEntry.nameBytesMax) bytes"
                )
            }
        }
        let entries = entries.sorted { $0.nameBytes.lexicographicallyPrecedes($1.nameBytes) }
        for (entry, next) in zip(entries, entries.dropFirst()) where entry.nameBytes == next.nameBytes {
            throw ContentError(.duplicateName, "a directory cannot have \(quoted(entry.nameBytes)) twice")
        }
        return entries
    }

    private static func exceedsLimit(_ entries: [DirectoryEntry], profile: ImportProfile) -> Bool {
        switch profile.directoryLimit {
        case .linkBytes(let limit):
            return entries.reduce(0) { $0 + $1.nameBytes.count + $1.node.cid.byteCount } > limit
        case .blockBytes(let limit):
            let dataLength = lengthDelimitedLength(UnixFSNode(type: .directory).encoded().count)
            let length = entries.reduce(dataLength) { length, entry in
                let link = DAGPBLink(cid: entry.node.cid, name: entry.nameBytes, tsize: entry.node.tsize)
                return length + lengthDelimitedLength(link.encodedLength)
            }
            return length > limit
        }
    }
}
