/// Builds the tree of a file over leaves that arrive in order, with one open node per level.
///
/// All leaves end at the same depth and only the last branch is ragged ("balanced" layout). Memory is one node's links
/// per level, whatever the length of the file.
package struct BalancedTreeBuilder: Sendable {
    private let profile: ImportProfile
    /// Children of the open node of each level, leaves first; every array is below the limit.
    private var openLevels: [[ImportedNode]] = []

    /// Starts with no leaves.
    package init(profile: ImportProfile) {
        self.profile = profile
    }

    /// Adds the next leaf and returns the inner nodes that became complete, children before parents.
    package mutating func addLeaf(_ leaf: ImportedNode) -> [Block] {
        var completed: [Block] = []
        var child = leaf
        var level = 0
        while true {
            if level == openLevels.count { openLevels.append([]) }
            openLevels[level].append(child)
            guard openLevels[level].count == profile.fileLinksMax else { return completed }
            child = closeNode(at: level, into: &completed)
            level += 1
        }
    }

    /// Closes what is open and returns the root and the last blocks, children before parents.
    ///
    /// At least one leaf must have been added; an empty file has one empty leaf. The builder is empty afterwards.
    package mutating func finish() -> (root: ImportedNode, blocks: [Block]) {
        precondition(!openLevels.isEmpty, "a file has at least one leaf")
        var blocks: [Block] = []
        let top = openLevels.count - 1
        for level in 0..<top where !openLevels[level].isEmpty {
            let node = closeNode(at: level, into: &blocks)
            openLevels[level + 1].append(node)
        }
        // A lone child of the topmost level needs no parent: it is the root.
        let root = openLevels[top].count == 1 ? openLevels[top][0] : closeNode(at: top, into: &blocks)
        openLevels.removeAll()
        return (root, blocks)
    }

    private mutating func closeNode(at level: Int, into blocks: inout [Block]) -> ImportedNode {
        let (node, block) = FileNodeEncoder.innerNode(children: openLevels[level], profile: profile)
        openLevels[level].removeAll(keepingCapacity: true)
        blocks.append(block)
        return node
    }
}
