package import ContentAddressing
package import Core

/// One file of an input directory: where it lies in the tree, and what it is.
package struct ShardFile: Sendable, Hashable {
    package var path: [String]
    package var node: ImportedNode

    package init(path: [String], node: ImportedNode) {
        self.path = path
        self.node = node
    }
}

/// One partition's share of a directory: a directory that links only its files, at their old paths.
package struct Shard: Sendable {
    package var root: ImportedNode
    package var files: [ShardFile]
    /// The directory blocks of `root`; file content is not in them.
    package var blocks: [Block]
}

/// Splits the files of a directory over partitions and builds each share's directory; no content is read or moved.
package enum ShardPlanner {
    /// Groups the files, which must be in path order, by the rule.
    ///
    /// Each file is in exactly one group; no group is empty.
    ///
    /// Throws `validation` when there is nothing to split or the rule gives more than `JobSpec.partitionsMax` groups.
    package static func group(_ files: [ShardFile], by rule: Sharding.Rule) throws(CoreError) -> [[ShardFile]] {
        guard !files.isEmpty else {
            throw CoreError(
                .validation,
                "the input directory holds no file, so there is nothing to shard",
                component: "Shard"
            )
        }
        let groups: [[ShardFile]] =
            switch rule {
            case .perFile: files.map { [$0] }
            case .parts(let parts): split(files, into: min(max(1, parts), files.count))
            case .bytes(let bytes): fill(files, upTo: UInt64(max(1, bytes)))
            }
        guard groups.count <= JobSpec.partitionsMax else {
            throw CoreError(
                .validation,
                "the shards would be \(groups.count) partitions, at most \(JobSpec.partitionsMax) are allowed",
                hint: "use a larger shard size",
                component: "Shard"
            )
        }
        return groups
    }

    /// Cuts the line of files where the running total of bytes passes each part's due; every part gets at least one
    /// file.
    private static func split(_ files: [ShardFile], into parts: Int) -> [[ShardFile]] {
        let total = files.reduce(UInt64(0)) { $0 &+ max(1, $1.node.fileBytes) }
        var groups: [[ShardFile]] = []
        var group: [ShardFile] = []
        var done: UInt64 = 0
        for (index, file) in files.enumerated() {
            group.append(file)
            done &+= max(1, file.node.fileBytes)
            let filesLeft = files.count - index - 1
            let groupsLeft = parts - groups.count - 1
            let due = Double(total) * Double(groups.count + 1) / Double(parts)
            let isFull = Double(done) >= due || filesLeft <= groupsLeft
            if groupsLeft > 0 && isFull && filesLeft >= groupsLeft {
                groups.append(group)
                group = []
            }
        }
        if !group.isEmpty { groups.append(group) }
        return groups
    }

    private static func fill(_ files: [ShardFile], upTo bytes: UInt64) -> [[ShardFile]] {
        var groups: [[ShardFile]] = []
        var group: [ShardFile] = []
        var filled: UInt64 = 0
        for file in files {
            if !group.isEmpty && filled &+ file.node.fileBytes > bytes {
                groups.append(group)
                group = []
                filled = 0
            }
            group.append(file)
            filled &+= file.node.fileBytes
        }
        groups.append(group)
        return groups
    }

    /// Builds the directory of one share.
    package static func shard(of files: [ShardFile]) throws(ContentError) -> Shard {
        var blocks: [Block] = []
        let root = try directory(files[...], depth: 0, &blocks)
        return Shard(root: root, files: files, blocks: blocks)
    }

    private static func directory(
        _ files: ArraySlice<ShardFile>,
        depth: Int,
        _ blocks: inout [Block]
    ) throws(ContentError) -> ImportedNode {
        var entries: [DirectoryEntry] = []
        var start = files.startIndex
        while start < files.endIndex {
            let name = files[start].path[depth]
            if files[start].path.count == depth + 1 {
                entries.append(DirectoryEntry(name: name, node: files[start].node))
                start += 1
                continue
            }
            var end = start
            while end < files.endIndex, files[end].path.count > depth + 1, files[end].path[depth] == name { end += 1 }
            entries.append(
                DirectoryEntry(name: name, node: try directory(files[start..<end], depth: depth + 1, &blocks))
            )
            start = end
        }
        let (node, built) = try DirectoryBuilder.build(entries: entries, profile: .unixfsV1_2025)
        blocks += built
        return node
    }
}
