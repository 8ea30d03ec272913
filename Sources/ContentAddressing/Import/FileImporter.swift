/// Cuts bytes into chunks, hashes them and builds the file's tree, for content that passes through memory.
///
/// Memory is one chunk and one node's links per level.
package struct FileImporter: Sendable {
    private let profile: ImportProfile
    private var tree: BalancedTreeBuilder
    /// The bytes of the chunk that is not full yet.
    private var partial: [UInt8] = []
    private var hasLeaf = false

    /// Starts an empty file.
    package init(profile: ImportProfile) {
        self.profile = profile
        tree = BalancedTreeBuilder(profile: profile)
    }

    /// Adds bytes to the end of the file and returns the blocks that became complete, children before parents.
    package mutating func append(_ bytes: [UInt8]) -> [Block] {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Adds bytes to the end of the file and returns the blocks that became complete, children before parents.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) -> [Block] {
        var blocks: [Block] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let taken = rest.prefix(profile.chunkBytes - partial.count)
            rest = rest.dropFirst(taken.count)
            if taken.count == profile.chunkBytes {
                addChunk(UnsafeRawBufferPointer(rebasing: taken), into: &blocks)
                continue
            }
            partial.append(contentsOf: taken)
            if partial.count == profile.chunkBytes { addPartial(into: &blocks) }
        }
        return blocks
    }

    /// Ends the file and returns its root and the last blocks; the importer must not be used afterwards.
    package mutating func finish() -> (root: ImportedNode, blocks: [Block]) {
        var blocks: [Block] = []
        if !partial.isEmpty || !hasLeaf { addPartial(into: &blocks) }
        let (root, rest) = tree.finish()
        return (root, blocks + rest)
    }

    /// Hashes one chunk as a leaf; `encoded` is the leaf's block, nil where the block is the chunk itself.
    ///
    /// The chunk must not be longer than the profile's chunks. Leaves do not depend on each other, so callers may make
    /// them in parallel and feed them to a ``BalancedTreeBuilder`` in order.
    package static func leaf(
        _ chunk: UnsafeRawBufferPointer,
        profile: ImportProfile
    ) -> (node: ImportedNode, encoded: [UInt8]?) {
        precondition(chunk.count <= profile.chunkBytes, "a chunk is at most chunkBytes long")
        let fileBytes = UInt64(chunk.count)
        if profile.rawLeaves {
            let cid = CID.raw(SHA256Hasher.digest(of: chunk))
            return (ImportedNode(cid: cid, fileBytes: fileBytes, tsize: fileBytes, kind: .file), nil)
        }
        let encoded = FileNodeEncoder.dagPBLeaf(chunk)
        let cid = CID.dagPB(SHA256Hasher.digest(of: encoded), version: profile.cidVersion)
        let node = ImportedNode(cid: cid, fileBytes: fileBytes, tsize: UInt64(encoded.count), kind: .file)
        return (node, encoded)
    }

    private mutating func addPartial(into blocks: inout [Block]) {
        let chunk = partial
        partial = []
        let (node, encoded) = chunk.withUnsafeBytes { Self.leaf($0, profile: profile) }
        add(node, block: encoded ?? chunk, into: &blocks)
    }

    private mutating func addChunk(_ chunk: UnsafeRawBufferPointer, into blocks: inout [Block]) {
        let (node, encoded) = Self.leaf(chunk, profile: profile)
        add(node, block: encoded ?? Array(chunk), into: &blocks)
    }

    private mutating func add(_ node: ImportedNode, block: [UInt8], into blocks: inout [Block]) {
        hasLeaf = true
        blocks.append(Block(cid: node.cid, bytes: block))
        blocks.append(contentsOf: tree.addLeaf(node))
    }
}
