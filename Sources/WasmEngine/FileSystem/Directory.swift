import Core

/// One entry of a listing.
struct DirectoryListingEntry {
    var name: FileName
    var inode: UInt64
    var fileType: UInt8
}

/// A folder that the guest sees: the entries of an input, and over them what is mounted or created there.
///
/// Nodes of the input are made when they are first looked up, so a tree of a million files costs nothing until used.
final class Directory {
    let inode: UInt64
    /// Zero for the root; bounded for what a program creates, so that walking down never overflows a stack.
    private(set) var depth: Int
    /// Nil for the root, and for a folder that was removed while open.
    private(set) weak var parent: Directory?
    /// True when the program may create and remove entries here.
    private(set) var isWritable: Bool
    /// True for a place where an input or a result path is attached: it can be neither removed nor renamed.
    var isMountPoint = false
    private(set) var isRemoved = false
    /// Entries of the input, sorted by name; empty when nothing is mounted exactly here.
    private(set) var source: [MountEntry]
    private var nodes: [FileName: FileNode] = [:]

    init(inode: UInt64, parent: Directory?, source: [MountEntry] = [], isWritable: Bool) {
        self.inode = inode
        self.parent = parent
        self.depth = (parent?.depth ?? -1) + 1
        self.source = source
        self.isWritable = isWritable
    }

    var isEmpty: Bool { source.isEmpty && nodes.isEmpty }

    /// The node of this name, or nil.
    func child(_ name: FileName) -> FileNode? {
        if let node = nodes[name] { return node }
        guard let index = sourceIndex(of: name) else { return nil }
        let node = Self.node(for: source[index].node, named: name, in: self)
        nodes[name] = node
        return node
    }

    /// All entries, sorted by the bytes of their names.
    func listing() -> [DirectoryListingEntry] {
        var entries: [DirectoryListingEntry] = []
        entries.reserveCapacity(source.count + nodes.count)
        for entry in source {
            let name = FileName(entry.name)
            if nodes[name] != nil { continue }
            let inode = Inode.child(of: self.inode, named: name.bytes)
            entries.append(DirectoryListingEntry(name: name, inode: inode, fileType: entry.node.fileType))
        }
        for (name, node) in nodes {
            entries.append(DirectoryListingEntry(name: name, inode: node.inode, fileType: node.fileType))
        }
        entries.sort { $0.name < $1.name }
        return entries
    }

    /// What was created here, sorted by the bytes of the names; neither inputs nor other result paths.
    func createdEntries() -> [(name: FileName, node: FileNode)] {
        nodes.filter { _, node in
            switch node {
            case .directory(let folder): folder.isWritable && !folder.isMountPoint
            case .input: false
            case .output, .link: true
            }
        }
        .map { (name: $0.key, node: $0.value) }
        .sorted { $0.name < $1.name }
    }

    func attach(_ node: FileNode, named name: FileName) { nodes[name] = node }

    func detach(_ name: FileName) { nodes[name] = nil }

    /// Makes a folder that existed only as part of a deeper path into what is mounted there.
    func fill(with entries: [MountEntry]) { source = entries }

    func makeWritable() { isWritable = true }

    func markRemoved() {
        isRemoved = true
        parent = nil
    }

    /// Moves the folder below another one; the caller has checked that the depth stays within its limit.
    func move(to newParent: Directory) {
        parent = newParent
        setDepth(newParent.depth + 1)
    }

    /// How many levels of created folders there are below this one.
    func createdHeight() -> Int {
        var height = 0
        for case .directory(let folder) in nodes.values {
            height = max(height, 1 + folder.createdHeight())
        }
        return height
    }

    /// True when the folder is this one or lies above it.
    func isInside(_ other: Directory) -> Bool {
        var current: Directory? = self
        while let folder = current {
            if folder === other { return true }
            current = folder.parent
        }
        return false
    }

    private func setDepth(_ newDepth: Int) {
        depth = newDepth
        for case .directory(let folder) in nodes.values where folder.parent === self {
            folder.setDepth(newDepth + 1)
        }
    }

    private func sourceIndex(of name: FileName) -> Int? {
        var low = 0
        var high = source.count
        while low < high {
            let middle = (low + high) / 2
            if source[middle].name.utf8.lexicographicallyPrecedes(name.bytes) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < source.count, source[low].name.utf8.elementsEqual(name.bytes) else { return nil }
        return low
    }

    /// The node for something mounted.
    static func node(for mounted: MountNode, named name: FileName, in parent: Directory) -> FileNode {
        let inode = Inode.child(of: parent.inode, named: name.bytes)
        switch mounted {
        case .file(let path, let offset, let size):
            return .input(InputFile(inode: inode, source: .host(path: path, offset: offset), size: size))
        case .bytes(let bytes):
            return .input(InputFile(inode: inode, source: .memory(bytes), size: UInt64(bytes.count)))
        case .directory(let entries, _):
            return .directory(Directory(inode: inode, parent: parent, source: entries, isWritable: false))
        case .symlink(let target):
            return .link(Link(inode: inode, target: Array(target.utf8)))
        }
    }
}

extension MountNode {
    /// The WASI number of this kind of file.
    var fileType: UInt8 {
        switch self {
        case .file, .bytes: WasiFileType.regularFile
        case .directory: WasiFileType.directory
        case .symlink: WasiFileType.symbolicLink
        }
    }
}
