import ContentAddressing
import Core

/// Builds the UnixFS tree of a finished execution, always with profile `unixfs-v1-2025`, whatever data is added with.
///
/// What is in memory and small is hashed at once; bigger things are handed out as work that needs a disk.
struct ResultTree {
    static let profile = ImportProfile.unixfsV1_2025
    /// The most files, folders and links in one result.
    static let entriesMax = 1_000_000
    static let depthMax = 128
    /// Nodes that nearly every result has, computed once.
    private static let emptyFile = leaf([])
    private static let zero = leaf([UInt8(ascii: "0")])

    /// Blocks to keep in the index, children before parents.
    private(set) var blocks: [Block] = []
    private var entries = 0
    /// Makes a node of what is not small or not in memory; nil refuses.
    private let large: ((ResultNode) throws -> ImportedNode)?

    init(large: ((ResultNode) throws -> ImportedNode)? = nil) {
        self.large = large
    }

    /// True when nothing in the node needs a disk.
    static func isTiny(_ node: ResultNode) -> Bool {
        switch node {
        case .bytes(let bytes): bytes.count <= ContentStore.inlineBytesMax
        case .file: false
        case .directory(let entries): entries.allSatisfy { isTiny($0.node) }
        case .symlink: true
        }
    }

    /// The root folder.
    ///
    /// Throws `validation` for result names that collide or cannot be file names, `tooLarge`.
    mutating func root(
        stdout: ResultNode,
        stderr: ResultNode,
        exitCode: Int,
        results: [ResultEntry]
    ) throws -> ImportedNode {
        var children = [
            DirectoryEntry(
                name: "exitCode",
                node: addLeaf(exitCode == 0 ? [UInt8(ascii: "0")] : Array("\(exitCode)".utf8))
            ),
            DirectoryEntry(name: "stderr", node: try add(stderr, depth: 1)),
            DirectoryEntry(name: "stdout", node: try add(stdout, depth: 1)),
        ]
        for result in results {
            children.append(DirectoryEntry(name: result.name, node: try add(result.node, depth: 1)))
        }
        return try addFolder(children)
    }

    private mutating func add(_ node: ResultNode, depth: Int) throws -> ImportedNode {
        entries += 1
        guard entries <= Self.entriesMax, depth <= Self.depthMax else {
            throw CoreError.storage(
                .tooLarge,
                "a result has more than \(Self.entriesMax) entries or is deeper than \(Self.depthMax) folders"
            )
        }
        switch node {
        case .bytes(let bytes) where bytes.count <= ContentStore.inlineBytesMax:
            return addLeaf(bytes)
        case .bytes, .file:
            guard let large else { preconditionFailure("only tiny results are built without a disk") }
            return try large(node)
        case .directory(let entries):
            var children: [DirectoryEntry] = []
            children.reserveCapacity(entries.count)
            for entry in entries {
                children.append(DirectoryEntry(name: entry.name, node: try add(entry.node, depth: depth + 1)))
            }
            return try addFolder(children)
        case .symlink(let target):
            let link = SymlinkBuilder.build(target: target, profile: Self.profile)
            blocks.append(link.block)
            return link.root
        }
    }

    mutating func addLeaf(_ bytes: [UInt8]) -> ImportedNode {
        let (node, block): (ImportedNode, Block) =
            switch bytes {
            case []: Self.emptyFile
            case [UInt8(ascii: "0")]: Self.zero
            default: Self.leaf(bytes)
            }
        blocks.append(block)
        return node
    }

    private mutating func addFolder(_ children: [DirectoryEntry]) throws -> ImportedNode {
        do {
            let folder = try DirectoryBuilder.build(entries: children, profile: Self.profile)
            blocks += folder.blocks
            return folder.root
        } catch {
            throw CoreError.storage(.validation, "the names of the results do not make a folder", cause: error)
        }
    }

    private static func leaf(_ bytes: [UInt8]) -> (ImportedNode, Block) {
        let count = UInt64(bytes.count)
        let node = ImportedNode(cid: .raw(SHA256Hasher.digest(of: bytes)), fileBytes: count, tsize: count, kind: .file)
        return (node, Block(cid: node.cid, bytes: bytes))
    }
}
