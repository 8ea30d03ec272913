/// Builds symbolic links.
package enum SymlinkBuilder {
    /// The longest target that callers should accept, in bytes (Linux's PATH_MAX); longer ones cannot be written out.
    package static let targetBytesMax = 4096

    /// Builds a link to `target`, which is stored as it is and never followed.
    package static func build(target: String, profile: ImportProfile) -> (root: ImportedNode, block: Block) {
        build(target: Array(target.utf8), profile: profile)
    }

    /// Builds a link to a target of any bytes, which is stored as it is and never followed.
    package static func build(target: [UInt8], profile: ImportProfile) -> (root: ImportedNode, block: Block) {
        let data = UnixFSNode(type: .symlink, data: target).encoded()
        let block = DAGPBNode(links: [], data: data).block(version: profile.cidVersion)
        let size = UInt64(block.bytes.count)
        return (ImportedNode(cid: block.cid, fileBytes: 0, tsize: size, kind: .symlink), block)
    }
}
