/// What a root block is, for callers that have to choose between reading, listing and linking.
package enum UnixFSEntry: Hashable, Sendable {
    /// A file of this many bytes; read it with ``FileReader``.
    case file(bytes: UInt64)
    /// A directory, plain or sharded; list it with ``DirectoryReader``.
    case directory
    /// A symbolic link with its target, which must be checked to stay inside before it is written to a disk.
    case symlink(target: [UInt8])

    /// Looks at a root block.
    ///
    /// Throws `unsupportedCodec` for codecs other than raw and dag-pb, and `invalidDAGPB` or `invalidUnixFS` for bytes
    /// that are no file, directory or symlink.
    package init(cid: CID, decoding bytes: [UInt8]) throws(ContentError) {
        if cid.codec == .raw {
            self = .file(bytes: UInt64(bytes.count))
            return
        }
        let block = try UnixFSBlock(cid: cid, decoding: bytes)
        switch block.unixFS.type {
        case .file, .raw: self = .file(bytes: try FileNode(cid: cid, block: block).fileBytes)
        case .directory, .hamtShard: self = .directory
        case .symlink: self = .symlink(target: block.unixFS.data ?? [])
        case .metadata: throw ContentError(.invalidUnixFS, "block \(cid) is a metadata node, which nothing reads")
        }
    }
}
