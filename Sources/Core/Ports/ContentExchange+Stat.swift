package import ContentAddressing

extension ContentExchange {
    /// What a CID names, by a look at its root block alone: a directory's size is what its links say.
    ///
    /// Throws `notFound` when no node holds the block.
    package func stat(_ cid: CID, for node: NodeID? = nil) async throws -> ImportedNode {
        guard let block = try await fetch(cid, for: node) else {
            throw CoreError(
                .notFound,
                "no connected node holds \(cid)",
                hint: "add the data with 'bacalhau data add PATH', or connect a node that has it",
                component: "ContentExchange"
            )
        }
        let bytes = block.bytes
        if cid.codec == .raw {
            return ImportedNode(cid: cid, fileBytes: UInt64(bytes.count), tsize: UInt64(bytes.count), kind: .file)
        }
        let decoded = try UnixFSBlock(cid: cid, decoding: bytes)
        let below = decoded.node.links.reduce(UInt64(bytes.count)) { $0 &+ $1.tsize }
        switch decoded.unixFS.type {
        case .directory, .hamtShard: return ImportedNode(cid: cid, fileBytes: below, tsize: below, kind: .directory)
        case .symlink: return ImportedNode(cid: cid, fileBytes: 0, tsize: below, kind: .symlink)
        default: return ImportedNode(cid: cid, fileBytes: decoded.unixFS.fileSize ?? 0, tsize: below, kind: .file)
        }
    }
}
