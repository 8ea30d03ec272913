import ContentAddressing
import Core
import GRDB

/// Reads the content index on one snapshot.
struct ContentReader {
    private static let fileColumns = "id, path, size, modified, inode, owned, root"

    let db: Database

    /// Inline blocks first: they depend on no file.
    ///
    /// Of several files the newest.
    func location(of multihash: Multihash) throws -> BlockLocation? {
        let inline = try RowStatement(db, "SELECT bytes FROM inline_blocks WHERE hash = ?1")
        MultihashKey.withBytes(of: multihash) { inline.bind(1, $0) }
        if let bytes = try inline.rows({ inline.blob(0) }).first {
            return BlockLocation(multihash: multihash, place: .inline(bytes))
        }
        let leaf = try RowStatement(
            db,
            "SELECT file, offset, length FROM leaves WHERE hash = ?1 ORDER BY file DESC LIMIT 1"
        )
        MultihashKey.withBytes(of: multihash) { leaf.bind(1, $0) }
        return try leaf.rows {
            BlockLocation(
                multihash: multihash,
                place: .range(
                    fileID: leaf.int64(0),
                    offset: UInt64(bitPattern: leaf.int64(1)),
                    length: Int(leaf.int64(2))
                )
            )
        }.first
    }

    func file(_ id: Int64) throws -> IndexedFile? {
        let statement = try RowStatement(db, "SELECT \(Self.fileColumns) FROM files WHERE id = ?1")
        statement.bind(1, id)
        return try statement.rows { try decodeFile(statement) }.first
    }

    func files(holding root: CID) throws -> [IndexedFile] {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.fileColumns) FROM files WHERE root = ?1 ORDER BY id DESC"
        )
        statement.bind(1, root.bytes)
        return try statement.rows { try decodeFile(statement) }
    }

    func files(atPath path: String) throws -> [IndexedFile] {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.fileColumns) FROM files WHERE path = ?1 ORDER BY id DESC"
        )
        statement.bind(1, path)
        return try statement.rows { try decodeFile(statement) }
    }

    func allFiles(after id: Int64, limit: Int) throws -> [IndexedFile] {
        let statement = try RowStatement(
            db,
            "SELECT \(Self.fileColumns) FROM files WHERE id > ?1 ORDER BY id LIMIT ?2"
        )
        statement.bind(1, id)
        statement.bind(2, max(0, limit))
        return try statement.rows { try decodeFile(statement) }
    }

    func leaves(ofFile id: Int64) throws -> [IndexBatch.Leaf] {
        var leaves: [IndexBatch.Leaf] = []
        try forEachRun(ofFile: id) { leaves += $0 }
        return leaves
    }

    func forEachRun(ofFile id: Int64, _ body: ([IndexBatch.Leaf]) throws -> Void) throws {
        let statement = try RowStatement(db, "SELECT body FROM leaf_runs WHERE file = ?1 ORDER BY run")
        statement.bind(1, id)
        try statement.forEachRow {
            try body(try ContentRecord.decodeLeaves(statement.blob(0), fileID: id))
            return true
        }
    }

    func roots() throws -> [ContentRoot] {
        let statement = try RowStatement(db, "SELECT body FROM roots ORDER BY added, cid")
        return try statement.rows { try ContentRecord.decodeRoot(statement.blob(0)) }
    }

    func root(_ cid: CID) throws -> ContentRoot? {
        let statement = try RowStatement(db, "SELECT body FROM roots WHERE cid = ?1")
        statement.bind(1, cid.bytes)
        return try statement.rows { try ContentRecord.decodeRoot(statement.blob(0)) }.first
    }

    func inlineBlocks(after multihash: Multihash?, limit: Int) throws -> [Multihash] {
        let statement = try RowStatement(
            db,
            "SELECT hash FROM inline_blocks WHERE hash > ?1 ORDER BY hash LIMIT ?2"
        )
        statement.bind(1, multihash.map { MultihashKey.bytes(of: $0) } ?? [])
        statement.bind(2, max(0, limit))
        return try statement.rows { try MultihashKey.multihash(statement.blob(0)) }
    }

    func totals() throws -> (files: Int, blocks: Int, bytes: UInt64) {
        let statement = try RowStatement(db, "SELECT files, blocks, bytes FROM totals")
        let rows = try statement.rows {
            (Int(statement.int64(0)), Int(statement.int64(1)), UInt64(bitPattern: statement.int64(2)))
        }
        guard let totals = rows.first else {
            throw CoreError(.corrupt, "the totals of the content index are missing", component: "ContentIndex")
        }
        return totals
    }

    private func decodeFile(_ statement: RowStatement) throws -> IndexedFile {
        let id = statement.int64(0)
        let root: CID
        do {
            root = try CID(bytes: statement.blob(6))
        } catch {
            throw CoreError(
                .corrupt,
                "file \(id) of the content index has a wrong root",
                component: "ContentIndex",
                cause: error.message
            )
        }
        var file = IndexedFile(
            path: statement.text(1),
            sizeBytes: UInt64(bitPattern: statement.int64(2)),
            modifiedNanoseconds: statement.int64(3),
            inode: UInt64(bitPattern: statement.int64(4)),
            isOwned: statement.int64(5) != 0,
            root: root
        )
        file.id = id
        return file
    }
}
