import ContentAddressing
import Core

/// The packed rows of the content index.
enum ContentRecord {
    private static let rootVersion: UInt64 = 1
    private static let runVersion: UInt64 = 1

    static func encode(_ root: ContentRoot, with writer: inout RecordWriter) {
        writer.start(version: rootVersion)
        writer.append(root.cid)
        writer.append(root.name)
        writer.append(root.kind.rawValue)
        writer.append(root.contentBytes)
        writer.append(root.tsize)
        writer.append(root.files)
        writer.append(root.addedAt)
        writer.append(optional: root.hostPath) { $0.append($1) }
    }

    static func decodeRoot(_ body: [UInt8]) throws(CoreError) -> ContentRoot {
        var reader = try RecordReader(body, subject: "a root", version: rootVersion)
        let root = ContentRoot(
            cid: try reader.readCID(),
            name: try reader.readString(),
            kind: try reader.readCase(ContentRoot.Kind.self),
            contentBytes: try reader.readUInt64(),
            tsize: try reader.readUInt64(),
            files: try reader.readInt(),
            addedAt: try reader.readTimestamp(),
            hostPath: try reader.readOptional { reader throws(CoreError) in try reader.readString() }
        )
        try reader.finish()
        return root
    }

    static func encode(_ leaves: ArraySlice<IndexBatch.Leaf>, with writer: inout RecordWriter) {
        writer.start(version: runVersion)
        writer.append(UInt64(leaves.count))
        for leaf in leaves {
            writer.append(leaf.multihash)
            writer.append(leaf.offset)
            writer.append(leaf.length)
        }
    }

    static func decodeLeaves(_ body: [UInt8], fileID: Int64) throws(CoreError) -> [IndexBatch.Leaf] {
        var reader = try RecordReader(body, subject: "the leaves of file \(fileID)", version: runVersion)
        let leaves = try reader.readItems { reader throws(CoreError) in
            IndexBatch.Leaf(
                multihash: try reader.readMultihash(),
                offset: try reader.readUInt64(),
                length: try reader.readInt()
            )
        }
        try reader.finish()
        return leaves
    }
}
