import ContentAddressing
import Core

/// Links the results of a job's partitions into one CID; no content is moved.
enum JobResult {
    /// One partition: its own tree.
    ///
    /// Several: a folder with one entry per partition, named by its index in decimal with leading zeros, so that the
    /// order of names is the order of partitions.
    static func link(_ results: [PartitionResult]) throws -> (root: CID, blocks: [Block]) {
        if results.count == 1 { return (results[0].cid, []) }
        let width = String(max(0, results.count - 1)).utf8.count
        let entries = results.enumerated().map { index, result in
            let digits = String(index)
            let name = String(repeating: "0", count: width - digits.utf8.count) + digits
            return DirectoryEntry(
                name: name,
                node: ImportedNode(cid: result.cid, fileBytes: result.bytes, tsize: result.tsize, kind: .directory)
            )
        }
        let (root, blocks) = try DirectoryBuilder.build(entries: entries, profile: .unixfsV1_2025)
        return (root.cid, blocks)
    }
}
