import ContentAddressing
import Core

/// A file that has been hashed: its root and where its blocks are.
struct ImportedFile: Sendable {
    /// The index of its node in the tree.
    var node: Int
    var root: ImportedNode
    var leaves: [IndexBatch.Leaf]
    /// Inner nodes, and leaves that are kept inline.
    var blocks: [Block]
    /// Where a copy was written, ready to be taken over; nil when the file stays where it lies.
    var copyPath: String?
}

/// A big file whose parts are being hashed, in any order, by several workers.
struct ImportAssembly: Sendable {
    private var builder: BalancedTreeBuilder
    private var leaves: [IndexBatch.Leaf] = []
    private var early: [Int: [ImportedNode]] = [:]
    private var nextPart = 0
    private var nextOffset: UInt64 = 0

    init(profile: ImportProfile) {
        builder = BalancedTreeBuilder(profile: profile)
    }

    /// Takes the leaves of a part; returns the inner nodes that are complete now.
    mutating func add(_ nodes: [ImportedNode], part: Int) -> [Block] {
        early[part] = nodes
        var blocks: [Block] = []
        while let nodes = early.removeValue(forKey: nextPart) {
            nextPart += 1
            for node in nodes {
                leaves.append(
                    IndexBatch.Leaf(multihash: node.cid.multihash, offset: nextOffset, length: Int(node.fileBytes))
                )
                nextOffset += node.fileBytes
                blocks += builder.addLeaf(node)
            }
        }
        return blocks
    }

    /// True when all bytes of a file of this size are in.
    func isComplete(ofBytes size: UInt64) -> Bool { nextOffset == size }

    mutating func finish() -> (root: ImportedNode, blocks: [Block], leaves: [IndexBatch.Leaf]) {
        let (root, blocks) = builder.finish()
        return (root, blocks, leaves)
    }
}
