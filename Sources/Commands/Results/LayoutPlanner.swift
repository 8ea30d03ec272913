import ContentAddressing
import Core

/// Makes the plan of a folder from checked blocks, which may come from anybody.
///
/// Names that are no file names are an error. A link is kept when it cannot lead outside: its target is relative and
/// climbs, at its beginning only, no higher than the folder itself; others are left out and reported.
struct LayoutPlanner {
    /// The files at the top of every result whose texts are joined over partitions.
    private static let joinedNames = ["stderr", "stdout"]
    private static let exitCodeName = "exitCode"
    private static let exitCodeBytesMax = 16

    private let blocks: any BlockReading
    private let limits: LayoutPlan.Limits
    /// What is advised when two partitions differ.
    var hints = DownloadHints.ofGet
    private var entryCount = 0
    private var skipped: [String] = []

    init(blocks: any BlockReading, limits: LayoutPlan.Limits = LayoutPlan.Limits()) {
        self.blocks = blocks
        self.limits = limits
    }

    /// The tree below `root` as it is.
    ///
    /// `name` is used when the root is a single file.
    mutating func plain(_ root: CID, name: String) throws -> LayoutPlan {
        let node = try plan(root, path: [])
        if case .directory(let entries) = node { return LayoutPlan(entries: entries, skippedLinks: skipped) }
        return LayoutPlan(entries: [LayoutPlan.Entry(name: name, node: node)], skippedLinks: skipped)
    }

    /// The result trees of a job's partitions in their order: the job's result itself, or what its folders hold.
    mutating func partitions(_ root: CID, count: Int) throws -> [CID] {
        guard count > 1 else { return [root] }
        guard case .directory(let entries) = try blocks.node(root, entriesMax: limits.entriesMax) else {
            throw CommandError(.failed, "the result \(root) is not a folder of partitions")
        }
        return entries.map(\.cid)
    }

    /// The results of all partitions in one folder: `stdout` and `stderr` joined, the first exit code that is not 0,
    /// and everything else at its place.
    ///
    /// Two different things at one place are an error that names it.
    mutating func merged(_ roots: [CID]) throws -> LayoutPlan {
        var merged: LayoutPlan.Node = .directory([])
        var exitCode: String?
        for root in roots {
            guard case .directory(var entries) = try plan(root, path: []) else {
                throw CommandError(.failed, "the result \(root) is not a folder")
            }
            if let index = entries.firstIndex(where: { $0.name == Self.exitCodeName }),
                case .file(let cids) = entries[index].node
            {
                let code = try text(cids)
                if exitCode == nil || exitCode == "0" { exitCode = code }
                entries.remove(at: index)
            }
            merged = try join(merged, .directory(entries), path: [])
        }
        guard case .directory(var entries) = merged else { preconditionFailure("folders join to a folder") }
        if let exitCode {
            let entry = LayoutPlan.Entry(name: Self.exitCodeName, node: .text(exitCode))
            let index = entries.firstIndex { Self.precedes(entry.name, $0.name) } ?? entries.count
            entries.insert(entry, at: index)
        }
        return LayoutPlan(entries: entries, skippedLinks: skipped)
    }

    /// One folder per partition, named by its index.
    mutating func raw(_ roots: [CID]) throws -> LayoutPlan {
        let width = String(max(0, roots.count - 1)).utf8.count
        var entries: [LayoutPlan.Entry] = []
        for (index, root) in roots.enumerated() {
            let digits = String(index)
            let name = String(repeating: "0", count: width - digits.utf8.count) + digits
            entries.append(LayoutPlan.Entry(name: name, node: try plan(root, path: [name])))
        }
        return LayoutPlan(entries: entries, skippedLinks: skipped)
    }

    // MARK: - One tree

    private mutating func plan(_ cid: CID, path: [String]) throws -> LayoutPlan.Node {
        guard path.count <= limits.depthMax else {
            throw CommandError(.failed, "the tree nests deeper than \(limits.depthMax) folders")
        }
        switch try blocks.node(cid, entriesMax: limits.entriesMax) {
        case .file(let cid): return .file([cid])
        case .symlink(let target): return .symlink(target: String(decoding: target, as: UTF8.self))
        case .directory(let children):
            entryCount += children.count
            guard entryCount <= limits.entriesMax else {
                throw CommandError(.failed, "the tree has more than \(limits.entriesMax) entries")
            }
            var entries: [LayoutPlan.Entry] = []
            for child in children {
                let name = try Self.safeName(child.nameBytes, in: path)
                let node = try plan(child.cid, path: path + [name])
                if case .symlink(let target) = node, !Self.staysInside(target, depth: path.count) {
                    skipped.append((path + [name]).joined(separator: "/") + " -> " + target)
                    continue
                }
                entries.append(LayoutPlan.Entry(name: name, node: node))
            }
            return .directory(entries)
        }
    }

    private static func safeName(_ bytes: [UInt8], in path: [String]) throws -> String {
        guard isSafeFileName(bytes), bytes.count <= PathRules.nameBytesMax,
            let name = String(validating: bytes, as: UTF8.self)
        else {
            let shown = String(decoding: bytes.prefix(64), as: UTF8.self).debugDescription
            let folder = path.isEmpty ? "the top folder" : path.joined(separator: "/")
            throw CommandError(
                .failed,
                "the name \(shown) in \(folder) cannot be a file name; nothing was written",
                hint: "`bacalhau data export` keeps the data as a CAR file"
            )
        }
        return name
    }

    /// Whether a link in a folder `depth` levels below the top leads to something inside, whatever other links do.
    static func staysInside(_ target: String, depth: Int) -> Bool {
        guard !target.isEmpty, !target.hasPrefix("/"), target.utf8.count <= PathRules.pathBytesMax,
            !target.utf8.contains(0)
        else { return false }
        let parts = target.split(separator: "/").filter { $0 != "." }
        let climbs = parts.prefix { $0 == ".." }.count
        // After a name, `..` would go up from wherever that name leads.
        return climbs <= depth && !parts.dropFirst(climbs).contains("..")
    }

    private func text(_ cids: [CID]) throws -> String {
        var bytes: [UInt8] = []
        for cid in cids {
            try blocks.read(cid) { piece in
                guard bytes.count + piece.count <= Self.exitCodeBytesMax else {
                    throw CommandError(.failed, "the result's exitCode is longer than an exit code")
                }
                bytes += piece
            }
        }
        return String(decoding: bytes, as: UTF8.self).trimmed
    }

    // MARK: - Several trees

    private func join(_ left: LayoutPlan.Node, _ right: LayoutPlan.Node, path: [String]) throws -> LayoutPlan.Node {
        switch (left, right) {
        case (.directory(let left), .directory(let right)): return .directory(try join(left, right, path: path))
        case (.file(let left), .file(let right)):
            if path.count == 1, Self.joinedNames.contains(path[0]) { return .file(left + right) }
            if left == right { return .file(left) }
        case (.symlink(let left), .symlink(let right)) where left == right: return .symlink(target: left)
        default: break
        }
        throw CommandError(
            .failed,
            "two partitions have a different '\(path.joined(separator: "/"))'; nothing was written",
            hint: hints.different
        )
    }

    /// Merges two sorted lists.
    private func join(
        _ left: [LayoutPlan.Entry],
        _ right: [LayoutPlan.Entry],
        path: [String]
    ) throws -> [LayoutPlan.Entry] {
        var result: [LayoutPlan.Entry] = []
        result.reserveCapacity(left.count + right.count)
        var (leftIndex, rightIndex) = (0, 0)
        while leftIndex < left.count || rightIndex < right.count {
            if rightIndex == right.count
                || (leftIndex < left.count && Self.precedes(left[leftIndex].name, right[rightIndex].name))
            {
                result.append(left[leftIndex])
                leftIndex += 1
            } else if leftIndex == left.count || Self.precedes(right[rightIndex].name, left[leftIndex].name) {
                result.append(right[rightIndex])
                rightIndex += 1
            } else {
                let name = left[leftIndex].name
                let node = try join(left[leftIndex].node, right[rightIndex].node, path: path + [name])
                result.append(LayoutPlan.Entry(name: name, node: node))
                leftIndex += 1
                rightIndex += 1
            }
        }
        return result
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
