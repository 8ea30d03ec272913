import ContentAddressing
import Core
import GRDB

/// Writes to the content index within one transaction.
///
/// Made per transaction, used on the writer queue.
struct ContentWriter {
    /// The most leaves in one row of `leaf_runs`.
    static let runLeavesMax = 1024

    /// How the totals change.
    private struct Change {
        var files = 0
        var blocks = 0
        var bytes = 0
    }

    /// One row of `leaves`.
    private struct LeafRow {
        var hash: Multihash
        var file: Int64
        var offset: UInt64
        var length: Int
    }

    let db: Database

    func write(_ batch: IndexBatch) throws {
        var change = Change()
        var record = RecordWriter()
        var rows: [LeafRow] = []
        rows.reserveCapacity(batch.files.reduce(0) { $0 + $1.leaves.count })
        for entry in batch.files {
            let id = try insert(entry, &change)
            try insertRuns(entry.leaves, file: id, &record)
            for leaf in entry.leaves {
                rows.append(LeafRow(hash: leaf.multihash, file: id, offset: leaf.offset, length: leaf.length))
            }
        }
        try insert(&rows)
        for block in batch.blocks { try insert(block, &change) }
        for root in batch.roots { try write(root, &record) }
        try apply(change)
    }

    /// Files that are not there are passed over.
    func removeFiles(_ ids: [Int64]) throws {
        var change = Change()
        let sizes = try RowStatement(db, "SELECT leaves, leaf_bytes FROM files WHERE id = ?1")
        let dropLeaf = try RowStatement(db, "DELETE FROM leaves WHERE hash = ?1 AND file = ?2")
        let dropRuns = try RowStatement(db, "DELETE FROM leaf_runs WHERE file = ?1")
        let dropFile = try RowStatement(db, "DELETE FROM files WHERE id = ?1")
        for id in ids {
            sizes.bind(1, id)
            let found = try sizes.rows { (Int(sizes.int64(0)), Int(sizes.int64(1))) }.first
            guard let found else { continue }
            try ContentReader(db: db).forEachRun(ofFile: id) { leaves in
                for leaf in leaves {
                    MultihashKey.withBytes(of: leaf.multihash) { dropLeaf.bind(1, $0) }
                    dropLeaf.bind(2, id)
                    try dropLeaf.run()
                }
            }
            for statement in [dropRuns, dropFile] {
                statement.bind(1, id)
                try statement.run()
            }
            change.files -= 1
            change.blocks -= found.0
            change.bytes -= found.1
        }
        try apply(change)
    }

    func removeInlineBlocks(_ multihashes: [Multihash]) throws {
        var change = Change()
        let drop = try RowStatement(db, "DELETE FROM inline_blocks WHERE hash = ?1 RETURNING length(bytes)")
        for multihash in multihashes {
            MultihashKey.withBytes(of: multihash) { drop.bind(1, $0) }
            for length in try drop.rows({ Int(drop.int64(0)) }) {
                change.blocks -= 1
                change.bytes -= length
            }
        }
        try apply(change)
    }

    func removeRoot(_ cid: CID) throws {
        let drop = try RowStatement(db, "DELETE FROM roots WHERE cid = ?1")
        drop.bind(1, cid.bytes)
        try drop.run()
    }

    private func insert(_ entry: IndexBatch.FileEntry, _ change: inout Change) throws -> Int64 {
        let statement = try RowStatement(
            db,
            """
            INSERT INTO files(path, size, modified, inode, owned, root, leaves, leaf_bytes)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        )
        let leafBytes = entry.leaves.reduce(0) { $0 &+ $1.length }
        statement.bind(1, entry.file.path)
        statement.bind(2, Int64(bitPattern: entry.file.sizeBytes))
        statement.bind(3, entry.file.modifiedNanoseconds)
        statement.bind(4, Int64(bitPattern: entry.file.inode))
        statement.bind(5, entry.file.isOwned ? 1 : 0)
        statement.bind(6, entry.file.root.bytes)
        statement.bind(7, entry.leaves.count)
        statement.bind(8, leafBytes)
        try statement.run()
        change.files += 1
        change.blocks += entry.leaves.count
        change.bytes &+= leafBytes
        return db.lastInsertedRowID
    }

    private func insertRuns(_ leaves: [IndexBatch.Leaf], file: Int64, _ record: inout RecordWriter) throws {
        let statement = try RowStatement(db, "INSERT INTO leaf_runs VALUES(?1, ?2, ?3)")
        for (run, start) in stride(from: 0, to: leaves.count, by: Self.runLeavesMax).enumerated() {
            ContentRecord.encode(leaves[start..<min(start + Self.runLeavesMax, leaves.count)], with: &record)
            statement.bind(1, file)
            statement.bind(2, run)
            statement.bind(3, record.bytes)
            try statement.run()
        }
    }

    /// Inserts in the order of the tree, so that neighbours land on the page that is at hand.
    private func insert(_ rows: inout [LeafRow]) throws {
        rows.sort { left, right in
            if let one = left.hash.sha256Digest, let other = right.hash.sha256Digest { return one < other }
            return MultihashKey.bytes(of: left.hash).lexicographicallyPrecedes(MultihashKey.bytes(of: right.hash))
        }
        let statement = try RowStatement(db, "INSERT OR IGNORE INTO leaves VALUES(?1, ?2, ?3, ?4)")
        for row in rows {
            MultihashKey.withBytes(of: row.hash) { statement.bind(1, $0) }
            statement.bind(2, row.file)
            statement.bind(3, Int64(bitPattern: row.offset))
            statement.bind(4, row.length)
            try statement.run()
        }
    }

    private func insert(_ block: Block, _ change: inout Change) throws {
        let statement = try RowStatement(db, "INSERT OR IGNORE INTO inline_blocks VALUES(?1, ?2)")
        MultihashKey.withBytes(of: block.cid.multihash) { statement.bind(1, $0) }
        statement.bind(2, block.bytes)
        try statement.run()
        guard statement.changedRows > 0 else { return }
        change.blocks += 1
        change.bytes += block.bytes.count
    }

    private func write(_ root: ContentRoot, _ record: inout RecordWriter) throws {
        let statement = try RowStatement(db, "INSERT OR REPLACE INTO roots VALUES(?1, ?2, ?3)")
        ContentRecord.encode(root, with: &record)
        statement.bind(1, root.cid.bytes)
        statement.bind(2, root.addedAt.nanoseconds)
        statement.bind(3, record.bytes)
        try statement.run()
    }

    private func apply(_ change: Change) throws {
        let statement = try RowStatement(
            db,
            "UPDATE totals SET files = files + ?1, blocks = blocks + ?2, bytes = bytes + ?3"
        )
        statement.bind(1, change.files)
        statement.bind(2, change.blocks)
        statement.bind(3, change.bytes)
        try statement.run()
    }
}
