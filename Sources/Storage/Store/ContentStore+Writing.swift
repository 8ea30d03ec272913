package import ContentAddressing
package import Core
import Synchronization

extension ContentStore {
    /// What an import gave: the root, and what was left out of it.
    package struct Added: Sendable {
        /// The kept root.
        package var root: ContentRoot
        /// Entries that were left out, one line each (devices, pipes, names that are not UTF-8); at most 100.
        package var notes: [String]
    }

    /// Adds a file, folder or symlink: by reference, or as a copy when the options say so.
    ///
    /// Every byte is read and hashed once. Throws `conflict` when a file changes meanwhile, `notFound`, `forbidden`,
    /// `tooLarge`. The root is written last; `onProgress` is called at most twenty times a second, and at the end.
    package func add(
        path: String,
        _ options: AddOptions = AddOptions(),
        onProgress: @escaping @Sendable (AddProgress) -> Void = { _ in }
    ) async throws -> Added {
        let tree = try await offload {
            try ImportTree(scanning: Self.absolutePath(path), includesHidden: options.includesHidden)
        }
        let copyFolder = options.isCopy ? area.temporaryPath() : nil
        let result: Result<Added, any Error>
        do {
            if let copyFolder { try await offload { try Folder.make(copyFolder) } }
            let added = try await importing {
                try await add(tree, options, copyFolder: copyFolder, onProgress: onProgress)
            }
            result = .success(added)
        } catch {
            result = .failure(error)
        }
        if let copyFolder { try? await offload { try Folder.removeTree(copyFolder) } }
        return try result.get()
    }

    private func add(
        _ tree: ImportTree,
        _ options: AddOptions,
        copyFolder: String?,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> Added {
        let session = ImportSession(
            tree: tree,
            profile: options.profile,
            sink: StoreSink(store: self, copyFolder: copyFolder),
            onProgress: onProgress
        )
        let done = try await session.run(workers: workers)
        guard let top = done.nodes.first, let node = top.imported else {
            preconditionFailure("an import has a root")
        }
        let root = ContentRoot(
            cid: node.cid,
            name: top.name,
            kind: Self.rootKind(node.kind),
            contentBytes: node.fileBytes,
            tsize: node.tsize,
            files: tree.files.count,
            addedAt: now(),
            hostPath: options.isCopy ? nil : done.path
        )
        try await keep(root)
        return Added(root: root, notes: done.notes)
    }

    /// Stores blocks that were made in memory, such as a share's folder; each is checked against its CID.
    ///
    /// They are garbage until a root reaches them, see ``pin(_:name:)``.
    package func putBlocks(_ blocks: [Block]) async throws {
        for block in blocks {
            guard block.bytes.count <= Block.bytesMax else {
                throw CoreError.storage(.tooLarge, "block \(block.cid) is over the limit of \(Block.bytesMax) bytes")
            }
            do {
                try block.cid.verify(block.bytes)
            } catch {
                throw CoreError.storage(.corrupt, "block \(block.cid) cannot be stored", cause: error)
            }
        }
        var batch = IndexBatch()
        batch.blocks = unknown(blocks.filter { $0.cid.identityData == nil })
        try await importing { try await write(batch) }
    }

    /// Keeps content that is here whole, under a name; throws `notFound` when part of it is missing.
    package func pin(_ cid: CID, name: String) async throws -> ContentRoot {
        try await importing {
            if let missing = try await missing(cid, limit: 1).first {
                throw CoreError.storage(.notFound, "\(cid) cannot be kept: its block \(missing) is not on this node")
            }
            var root = try await stat(cid)
            root.name = name
            root.addedAt = now()
            try await keep(root)
            return root
        }
    }

    static func rootKind(_ kind: ImportedNode.Kind) -> ContentRoot.Kind {
        switch kind {
        case .file: .file
        case .directory: .directory
        case .symlink: .symlink
        }
    }

    func keep(_ root: ContentRoot) async throws {
        var batch = IndexBatch()
        batch.roots = [root]
        try await write(batch)
        changes.notify()
    }

    /// Writes a batch durably and remembers its blocks as stored.
    func write(_ batch: IndexBatch) async throws {
        guard !batch.isEmpty else { return }
        try await writer.write(batch)
        recent.withLock { recent in
            for block in batch.blocks { recent.insert(block.cid.multihash) }
        }
    }

    /// Those of the blocks that were not stored lately, each once.
    func unknown(_ blocks: [Block]) -> [Block] {
        recent.withLock { recent in blocks.filter { !recent.contains($0.cid.multihash) } }
    }

    /// False when the index has this very record; records of former contents of the path are dropped.
    func isNews(_ record: IndexedFile) async throws -> Bool {
        var isNews = true
        var stale: [Int64] = []
        for known in try await index.files(atPath: record.path) {
            let isSame =
                known.root == record.root && known.sizeBytes == record.sizeBytes && known.inode == record.inode
                && known.modifiedNanoseconds == record.modifiedNanoseconds
            if isSame {
                isNews = false
            } else if known.sizeBytes != record.sizeBytes || known.inode != record.inode
                || known.modifiedNanoseconds != record.modifiedNanoseconds
            {
                stale.append(known.id)
            }
        }
        if !stale.isEmpty { try await index.removeFiles(stale) }
        return isNews
    }

    /// A file that holds the content whole and is still as it was recorded; records of others are dropped.
    func validFile(holding root: CID, isOwned: Bool? = nil, preferring path: String? = nil) async throws -> IndexedFile?
    {
        var files = try await index.files(holding: root)
        if let isOwned { files = files.filter { $0.isOwned == isOwned } }
        if let path, let preferred = files.firstIndex(where: { $0.path == path }) { files.swapAt(0, preferred) }
        var stale: [Int64] = []
        var found: IndexedFile?
        for file in files {
            if FileStamp.ifPresent(atPath: file.path)?.matches(file) == true {
                found = file
                break
            }
            stale.append(file.id)
        }
        if !stale.isEmpty { try await drop(stale) }
        return found
    }

    func drop(_ files: [Int64]) async throws {
        try await index.removeFiles(files)
        changes.notify()
    }
}
