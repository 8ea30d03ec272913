import ContentAddressing
import Core

/// Sends what an import finds to the store's index.
struct StoreSink: ImportSink {
    let store: ContentStore
    /// Where copies are written, in a folder that the import deletes at its end; nil when files stay where they lie.
    let copyFolder: String?

    private var isCopy: Bool { copyFolder != nil }

    func copyPath() -> String? { copyFolder.map { store.area.temporaryPath(in: $0) } }

    func write(_ files: [ImportedFile], of session: ImportSession, blocks: [Block]) async throws {
        var batch = IndexBatch()
        batch.blocks = store.unknown(blocks)
        for file in files {
            try await add(file, session: session, to: &batch)
        }
        if isCopy, !batch.files.isEmpty { try await offload { [area = store.area] in try area.sync() } }
        try await store.write(batch)
    }

    private func add(_ file: ImportedFile, session: ImportSession, to batch: inout IndexBatch) async throws {
        let source = session.source(of: file.node)
        guard let copyPath = file.copyPath else {
            guard !file.leaves.isEmpty || source.stamp.sizeBytes == 0 else { return }
            let record = IndexedFile(
                path: source.path,
                sizeBytes: source.stamp.sizeBytes,
                modifiedNanoseconds: source.stamp.modifiedNanoseconds,
                inode: source.stamp.inode,
                isOwned: false,
                root: file.root.cid
            )
            if try await store.isNews(record) { batch.files.append(.init(file: record, leaves: file.leaves)) }
            return
        }
        if try await store.validFile(holding: file.root.cid, isOwned: true) != nil {
            try await offload { try Folder.removeFile(copyPath) }
            return
        }
        let record = try await offload { [area = store.area] in try area.adopt(copyPath, root: file.root.cid) }
        batch.files.append(.init(file: record, leaves: file.leaves))
    }
}
