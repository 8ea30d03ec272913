import ContentAddressing
package import Core
import Synchronization

extension ContentStore: ResultStore {
    /// The name of roots that are results; a publisher may give one another name.
    package static let resultName = internalNamePrefix + "result"

    /// Stores what a run left behind and keeps it; it is durable when this returns.
    ///
    /// Small things lie in the index, big files are taken over by renaming. Equal results cost no write at all, and
    /// concurrent calls share one. Throws `validation` for bad result names, `conflict` when a file changes meanwhile.
    package func put(_ outcome: ExecutionOutcome) async throws -> StoredResult {
        try await put(
            stdout: outcome.stdout,
            stderr: outcome.stderr,
            exitCode: outcome.exitCode,
            results: outcome.results
        )
    }

    /// Stores a result from its parts, see ``put(_:)``.
    package func put(
        stdout: ResultNode,
        stderr: ResultNode,
        exitCode: Int,
        results: [ResultEntry]
    ) async throws -> StoredResult {
        let isTiny = ResultTree.isTiny(stdout) && ResultTree.isTiny(stderr) && ResultTree.isTiny(.directory(results))
        guard isTiny else {
            return try await importing {
                let (root, batch) = try await offload { [area] in
                    try Self.build(area: area, stdout: stdout, stderr: stderr, exitCode: exitCode, results: results)
                }
                return try await keepResult(root, batch)
            }
        }
        var tree = ResultTree()
        let root = try tree.root(stdout: stdout, stderr: stderr, exitCode: exitCode, results: results)
        let result = StoredResult(cid: root.cid, tsize: root.tsize, contentBytes: root.fileBytes)
        if recentResults.withLock({ $0.contains(root.cid.multihash) }) { return result }
        var batch = IndexBatch()
        batch.blocks = tree.blocks
        let whole = batch
        return try await importing { try await keepResult(root, whole) }
    }

    private static func build(
        area: OwnedArea,
        stdout: ResultNode,
        stderr: ResultNode,
        exitCode: Int,
        results: [ResultEntry]
    ) throws -> (ImportedNode, IndexBatch) {
        var files = ResultFiles(area: area)
        let (root, blocks) = try withoutActuallyEscaping({ try files.add($0) }) { add in
            var tree = ResultTree(large: add)
            let root = try tree.root(stdout: stdout, stderr: stderr, exitCode: exitCode, results: results)
            return (root, tree.blocks)
        }
        if !files.files.isEmpty { try area.sync() }
        var batch = IndexBatch()
        batch.files = files.files
        batch.blocks = files.blocks + blocks
        return (root, batch)
    }

    private func keepResult(_ root: ImportedNode, _ tree: IndexBatch) async throws -> StoredResult {
        var batch = tree
        batch.blocks = unknown(tree.blocks)
        let known = try await index.root(root.cid)
        // What was only fetched may leave; a result may not.
        if known == nil || known?.name == Self.fetchedName {
            fetched.withLock { $0.remove(root.cid) }
            batch.roots = [
                ContentRoot(
                    cid: root.cid,
                    name: Self.resultName,
                    kind: .directory,
                    contentBytes: root.fileBytes,
                    tsize: root.tsize,
                    files: 0,
                    addedAt: now(),
                    hostPath: nil
                )
            ]
        }
        try await write(batch)
        recentResults.withLock { $0.insert(root.cid.multihash) }
        changes.notify()
        return StoredResult(cid: root.cid, tsize: root.tsize, contentBytes: root.fileBytes)
    }
}
