import ContentAddressing

/// Builds the symlinks and folders of an import from the bottom up, in batches of bounded size.
struct ImportFolders: Sendable {
    private(set) var tree: ImportTree
    private let profile: ImportProfile
    private var gathered: ImportSession.Gathered
    private var entries: [Int: [DirectoryEntry]] = [:]
    /// Nodes from here on are built.
    private var builtFrom: Int
    private var isFinished = false

    /// Starts with the records that are still to be written from before.
    init(tree: ImportTree, profile: ImportProfile, gathered: ImportSession.Gathered) {
        self.tree = tree
        self.profile = profile
        self.gathered = gathered
        builtFrom = tree.nodes.count
    }

    /// The next records to write, nil when all are out; the last batch holds the root's node.
    mutating func nextBatch() throws -> ImportSession.Gathered? {
        guard !isFinished else { return nil }
        while builtFrom > 0, !gathered.isFull {
            builtFrom -= 1
            try build(builtFrom)
        }
        isFinished = builtFrom == 0
        defer { gathered = ImportSession.Gathered() }
        return gathered
    }

    private mutating func build(_ index: Int) throws {
        let node = tree.nodes[index]
        let root: ImportedNode
        switch node.stamp.kind {
        case .symlink:
            let target = try Folder.symlinkTarget(tree.path(of: index))
            let link = SymlinkBuilder.build(target: target, profile: profile)
            gathered.add(link.block)
            root = link.root
        case .directory:
            let folder = try DirectoryBuilder.build(
                entries: entries.removeValue(forKey: index) ?? [],
                profile: profile
            )
            for block in folder.blocks { gathered.add(block) }
            root = folder.root
        case .file, .special:
            guard let imported = node.imported else {
                preconditionFailure("every file is hashed before the folders are built")
            }
            root = imported
        }
        tree.nodes[index].imported = root
        if node.parent >= 0 {
            entries[node.parent, default: []].append(DirectoryEntry(name: node.name, node: root))
        }
    }
}
