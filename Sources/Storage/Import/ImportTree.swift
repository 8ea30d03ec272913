import ContentAddressing
import Core

/// What lies at a path, scanned once and flat: parents come before what is in them, names are sorted.
struct ImportTree: Sendable {
    /// The most files and folders of one import.
    static let entriesMax = 5_000_000
    /// The deepest folder below the path.
    static let depthMax = 128
    /// The most notes kept about entries that were left out.
    static let notesMax = 100

    struct Node: Sendable {
        var name: String
        /// The index of the folder that it is in; -1 for the path itself.
        var parent: Int
        var stamp: FileStamp
        /// Set once hashed.
        var imported: ImportedNode?
    }

    /// The scanned path, absolute.
    let path: String
    var nodes: [Node] = []
    /// Indexes of regular files, in the order of the scan.
    var files: [Int] = []
    var contentBytes: UInt64 = 0
    /// What was left out, and why.
    var notes: [String] = []

    /// Scans `path`, following no symlink below it; hidden entries are left out unless asked for.
    init(scanning path: String, includesHidden: Bool) throws {
        self.path = path
        let stamp = try FileStamp(atPath: path)
        guard stamp.kind != .special else {
            throw CoreError.storage(
                .badRequest,
                "\(path) is a device, pipe or socket, which has no content to add",
                hint: "add a file, a folder or a symlink"
            )
        }
        append(Node(name: Folder.name(of: path), parent: -1, stamp: stamp))
        // Folders still to be listed; a queue over `nodes` itself keeps parents before children.
        var next = 0
        var depths = [0]
        while next < nodes.count {
            if nodes[next].stamp.kind == .directory {
                try scanFolder(next, depth: depths[next], includesHidden: includesHidden)
                depths.append(contentsOf: repeatElement(depths[next] + 1, count: nodes.count - depths.count))
            }
            next += 1
        }
    }

    private mutating func scanFolder(_ folder: Int, depth: Int, includesHidden: Bool) throws {
        let folderPath = path(of: folder)
        guard depth < Self.depthMax else {
            throw CoreError.storage(.tooLarge, "\(folderPath) lies deeper than \(Self.depthMax) folders below \(path)")
        }
        for bytes in try Folder.names(in: folderPath) {
            if !includesHidden, bytes.first == UInt8(ascii: ".") { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                note("left out an entry of \(folderPath): its name is not UTF-8")
                continue
            }
            let stamp = try FileStamp(atPath: folderPath + "/" + name)
            guard stamp.kind != .special else {
                note("left out \(folderPath)/\(name): a device, pipe or socket has no content")
                continue
            }
            guard nodes.count < Self.entriesMax else {
                throw CoreError.storage(.tooLarge, "\(path) has more than \(Self.entriesMax) entries")
            }
            append(Node(name: name, parent: folder, stamp: stamp))
        }
    }

    private mutating func append(_ node: Node) {
        if node.stamp.kind == .file {
            files.append(nodes.count)
            contentBytes += node.stamp.sizeBytes
        }
        nodes.append(node)
    }

    private mutating func note(_ text: String) {
        if notes.count < Self.notesMax { notes.append(text) }
    }

    /// The absolute path of a node.
    func path(of index: Int) -> String {
        var names: [String] = []
        var current = index
        while nodes[current].parent >= 0 {
            names.append(nodes[current].name)
            current = nodes[current].parent
        }
        guard !names.isEmpty else { return path }
        return (path == "/" ? "" : path) + "/" + names.reversed().joined(separator: "/")
    }
}
