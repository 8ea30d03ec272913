import ContentAddressing
import Core

/// Hashes the big files of a result and takes them over: by renaming, or by writing what is in memory to a file.
struct ResultFiles {
    private let area: OwnedArea
    private let hasher = FileHasher(profile: ResultTree.profile)
    private let buffer: WorkBuffer
    /// Files that now belong to the store, with their leaves.
    private(set) var files: [IndexBatch.FileEntry] = []
    /// Inner nodes of those files, and small files' leaves.
    private(set) var blocks: [Block] = []

    init(area: OwnedArea) {
        self.area = area
        buffer = WorkBuffer(byteCount: hasher.bufferBytes)
    }

    mutating func add(_ node: ResultNode) throws -> ImportedNode {
        switch node {
        case .bytes(let bytes):
            let path = area.temporaryPath()
            do {
                try OpenFile(creating: path).write(bytes, at: 0)
                return try takeOver(path)
            } catch {
                try? Folder.removeFile(path)
                throw error
            }
        case .file(let path, _):
            return try takeOver(path)
        case .directory, .symlink:
            preconditionFailure("folders and links need no file")
        }
    }

    private mutating func takeOver(_ path: String) throws -> ImportedNode {
        let stamp = try FileStamp(atPath: path)
        guard stamp.kind == .file else {
            throw CoreError.storage(.badRequest, "the result \(path) is not a regular file any more")
        }
        let nodes = try hasher.leaves(
            of: path,
            stamp: stamp,
            offset: 0,
            byteCount: stamp.sizeBytes,
            buffer: buffer,
            copyPath: nil
        )
        if stamp.sizeBytes <= UInt64(ContentStore.inlineBytesMax), let leaf = nodes.first {
            guard let bytes = try OpenFile(reading: path).bytes(at: 0, count: Int(stamp.sizeBytes)),
                Multihash.sha256(of: bytes) == leaf.cid.multihash
            else { throw FileHasher.changed(path) }
            blocks.append(Block(cid: leaf.cid, bytes: bytes))
            return leaf
        }
        var builder = BalancedTreeBuilder(profile: ResultTree.profile)
        var leaves: [IndexBatch.Leaf] = []
        var offset: UInt64 = 0
        for node in nodes {
            leaves.append(.init(multihash: node.cid.multihash, offset: offset, length: Int(node.fileBytes)))
            offset += node.fileBytes
            blocks += builder.addLeaf(node)
        }
        let (root, rest) = builder.finish()
        blocks += rest
        files.append(.init(file: try area.adopt(path, root: root.cid), leaves: leaves))
        return root
    }
}
