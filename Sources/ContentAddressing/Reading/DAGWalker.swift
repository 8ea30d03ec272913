/// Walks a graph in the order of a CAR export: depth first, parents before children, each block once.
///
/// Call ``next()`` until ``Step/finished``; answer every ``Step/needBlock(_:)`` with ``provide(_:)`` before the next
/// call. Blocks must already be checked against their CIDs. Identity blocks are expanded but never handed out.
package struct DAGWalker: Sendable {
    /// How far below the root the walk goes (`dag-scope` of the trustless gateway specification).
    package enum Scope: String, Sendable, CaseIterable {
        /// The root block alone.
        case block
        /// A file's blocks, a directory's own blocks without its entries, or the root block of anything else.
        case entity
        /// Everything below the root.
        case all
    }

    /// What a walk may cost.
    package struct Limits: Hashable, Sendable {
        /// The deepest level below the root.
        package var depthMax = 1024
        /// The most links found but not yet followed.
        package var pendingLinksMax = 262_144
        /// The most blocks asked for.
        package var blocksMax = 1 << 22

        /// The usual limits.
        package init() {}
    }

    /// What the walker wants or has.
    package enum Step: Sendable, Equatable {
        /// Provide this block.
        case needBlock(CID)
        /// The next block of the export.
        case block(Block)
        /// The walk is over.
        case finished
    }

    private let scope: Scope
    private let entityBytes: EntityByteRange?
    private let repeatsBlocks: Bool
    private let limits: Limits
    /// The range of the file to export, known once its root was read; nil is all of it.
    private var fileRange: Range<UInt64>?
    /// What is still to be visited, the next one last.
    private var pending: [DAGWalkItem]
    private var wanted: DAGWalkItem?
    private var ready: Block?
    /// Blocks handed out, below which nothing is left to visit.
    private var covered: Set<CID> = []
    /// Blocks handed out that lie on the edge of the range: met again, another part of them may be inside.
    private var partial: Set<CID> = []
    private var blockCount = 0

    /// Walks from `root`.
    ///
    /// `entityBytes` narrows scope ``Scope/entity`` to part of a file and is ignored for anything else.
    /// `repeatsBlocks` hands a block out every time it is met (`dups=y`).
    package init(
        root: CID,
        scope: Scope = .all,
        entityBytes: EntityByteRange? = nil,
        repeatsBlocks: Bool = false,
        limits: Limits = Limits()
    ) {
        self.scope = scope
        self.entityBytes = entityBytes
        self.repeatsBlocks = repeatsBlocks
        self.limits = limits
        pending = [DAGWalkItem(cid: root, depth: 0, role: .root)]
    }

    /// The next thing to do; throws what ``provide(_:)`` throws, for identity blocks in the graph.
    package mutating func next() throws(ContentError) -> Step {
        while true {
            if let block = ready {
                ready = nil
                return .block(block)
            }
            if let wanted { return .needBlock(wanted.cid) }
            guard let item = pending.popLast() else { return .finished }
            if !repeatsBlocks, covered.contains(item.cid) { continue }
            if let data = item.cid.identityData {
                try expand(item, bytes: data)
                continue
            }
            blockCount += 1
            guard blockCount <= limits.blocksMax else {
                throw ContentError(.limitExceeded, "the graph has more than \(limits.blocksMax) blocks")
            }
            wanted = item
        }
    }

    /// Takes the block that was asked for.
    ///
    /// Throws `invalidDAGPB`, `invalidUnixFS`, `invalidDAGCBOR`, `unsupportedCodec` where links cannot be read, and
    /// `limitExceeded`; the walker must not be used after that.
    package mutating func provide(_ bytes: [UInt8]) throws(ContentError) {
        guard let item = wanted else { preconditionFailure("a block is only provided when one was asked for") }
        wanted = nil
        if repeatsBlocks || !partial.contains(item.cid) {
            ready = Block(cid: item.cid, bytes: bytes)
        }
        try expand(item, bytes: bytes)
    }

    private mutating func expand(_ item: DAGWalkItem, bytes: [UInt8]) throws(ContentError) {
        let children = try self.children(of: item, bytes: bytes)
        if item.isCovered(by: fileRange) {
            covered.insert(item.cid)
        } else {
            partial.insert(item.cid)
        }
        guard !children.isEmpty else { return }
        guard item.depth < limits.depthMax else {
            throw ContentError(.limitExceeded, "the graph is deeper than \(limits.depthMax) levels at \(item.cid)")
        }
        guard pending.count + children.count <= limits.pendingLinksMax else {
            throw ContentError(
                .limitExceeded,
                "more than \(limits.pendingLinksMax) links are waiting to be followed at \(item.cid)"
            )
        }
        for (child, role) in children.reversed() {
            pending.append(DAGWalkItem(cid: child, depth: item.depth + 1, role: role))
        }
    }

    private mutating func children(
        of item: DAGWalkItem,
        bytes: [UInt8]
    ) throws(ContentError) -> [(CID, DAGWalkItem.Role)] {
        switch (scope, item.role) {
        case (.block, _):
            return []
        case (.all, _):
            return try DAGLinks.all(cid: item.cid, bytes: bytes).map { ($0, .any) }
        case (.entity, .shard(let fanout)):
            let shard = try HAMTShard(child: item.cid, bytes: bytes, fanout: fanout)
            return DAGLinks.childShards(shard)
        case (.entity, .file(let start, let fileBytes)):
            let node = try FileNode(cid: item.cid, bytes: bytes)
            guard node.fileBytes == fileBytes else {
                throw ContentError(
                    .invalidUnixFS,
                    "block \(item.cid) has \(node.fileBytes) bytes of the file, its parent says \(fileBytes)"
                )
            }
            return DAGLinks.fileChildren(node, start: start, range: fileRange)
        case (.entity, _):
            return try entityRootChildren(item.cid, bytes: bytes)
        }
    }

    private mutating func entityRootChildren(
        _ cid: CID,
        bytes: [UInt8]
    ) throws(ContentError) -> [(CID, DAGWalkItem.Role)] {
        guard cid.codec == .dagPB else { return [] }
        let node = try DAGPBNode(decoding: bytes)
        // A dag-pb node that is not UnixFS is an entity of one block.
        guard let data = node.data, let unixFS = try? UnixFSNode(decoding: data) else { return [] }
        let block = UnixFSBlock(node: node, unixFS: unixFS)
        switch block.unixFS.type {
        case .file, .raw:
            let file = try FileNode(cid: cid, block: block)
            fileRange = entityBytes.map { $0.resolved(fileBytes: file.fileBytes) }
            return DAGLinks.fileChildren(file, start: 0, range: fileRange)
        case .hamtShard:
            return DAGLinks.childShards(try HAMTShard(node: block.node, unixFS: block.unixFS))
        case .directory, .symlink, .metadata:
            return []
        }
    }
}
