package import ContentAddressing
package import Core
import GRDB

/// The content index in one SQLite file.
///
/// Writes that overlap share one transaction and one flush of the disk, and then its failure too. Roots are listed in
/// the order of their addition, files of one path or root newest first. Totals count every leaf of every file and
/// every inline block. Inline blocks are walked in the order of the index's own keys.
package final class SQLiteContentIndex: ContentIndex {
    let file: DatabaseFile
    private let committer: GroupCommitter

    /// Opens or creates the file; its folder must exist.
    ///
    /// Throws `unavailable` (another process has it, or a newer program wrote it), `corrupt`, `io` or `exhausted`.
    package init(path: String, durability: Durability = .full) throws {
        file = try DatabaseFile(path: path, kind: ContentSchema.kind, durability: durability)
        committer = GroupCommitter(gauge: file.gauge, onRollback: {})
    }

    /// Closes the file and lets another process have it; calls under way must have ended.
    ///
    /// Later calls throw.
    package func close() throws { try file.close() }

    package func write(_ batch: IndexBatch) async throws {
        guard !batch.isEmpty else { return }
        try await change("adding to the content index") { try $0.write(batch) }
    }

    package func removeFiles(_ ids: [Int64]) async throws {
        guard !ids.isEmpty else { return }
        try await change("forgetting files") { try $0.removeFiles(ids) }
    }

    package func removeRoot(_ cid: CID) async throws {
        try await change("forgetting a root") { try $0.removeRoot(cid) }
    }

    package func removeInlineBlocks(_ multihashes: [Multihash]) async throws {
        guard !multihashes.isEmpty else { return }
        try await change("forgetting blocks") { try $0.removeInlineBlocks(multihashes) }
    }

    package func location(of multihash: Multihash) async throws -> BlockLocation? {
        try await file.read("locating a block") { try ContentReader(db: $0).location(of: multihash) }
    }

    package func file(_ id: Int64) async throws -> IndexedFile? {
        try await file.read("looking up a file") { try ContentReader(db: $0).file(id) }
    }

    package func files(holding root: CID) async throws -> [IndexedFile] {
        try await file.read("looking up files by root") { try ContentReader(db: $0).files(holding: root) }
    }

    package func files(atPath path: String) async throws -> [IndexedFile] {
        try await file.read("looking up files by path") { try ContentReader(db: $0).files(atPath: path) }
    }

    package func allFiles(after id: Int64, limit: Int) async throws -> [IndexedFile] {
        try await file.read("listing files") { try ContentReader(db: $0).allFiles(after: id, limit: limit) }
    }

    package func leaves(ofFile id: Int64) async throws -> [IndexBatch.Leaf] {
        try await file.read("listing a file's blocks") { try ContentReader(db: $0).leaves(ofFile: id) }
    }

    package func roots() async throws -> [ContentRoot] {
        try await file.read("listing roots") { try ContentReader(db: $0).roots() }
    }

    package func root(_ cid: CID) async throws -> ContentRoot? {
        try await file.read("looking up a root") { try ContentReader(db: $0).root(cid) }
    }

    package func inlineBlocks(after multihash: Multihash?, limit: Int) async throws -> [Multihash] {
        try await file.read("listing inline blocks") {
            try ContentReader(db: $0).inlineBlocks(after: multihash, limit: limit)
        }
    }

    package func totals() async throws -> (files: Int, blocks: Int, bytes: UInt64) {
        try await file.read("reading the totals") { try ContentReader(db: $0).totals() }
    }

    private func change(_ action: String, _ body: @escaping @Sendable (ContentWriter) throws -> Void) async throws {
        try await committer.perform(action, in: file) { transaction in
            try transaction.begin()
            try body(ContentWriter(db: transaction.db))
        }
    }
}
