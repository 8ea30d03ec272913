import ContentAddressing
package import Core

/// The numbered records of the crash tests: the child that writes them and the parent that checks them make the same.
package enum CrashRecords {
    /// One job with an execution and three events.
    package static func submission(_ number: Int) -> ChangeSet {
        var samples = SampleRecords(seed: UInt64(number))
        return samples.submission(second: number)
    }

    /// One file with leaves, one block and one root; the path is ``path(_:)``.
    package static func batch(_ number: Int) -> IndexBatch {
        var samples = SampleRecords(seed: UInt64(number))
        var batch = IndexBatch()
        let leaves = ContentIndexSuite.multihashes(20, &samples).map { ($0, 1000) }
        let root = samples.cid()
        batch.files = [ContentIndexSuite.entry(path(number), root: root, leaves: leaves, &samples)]
        batch.blocks = [samples.block()]
        batch.roots = [
            ContentRoot(
                cid: root,
                name: "\(number)",
                kind: .file,
                contentBytes: 20000,
                tsize: 20000,
                files: 1,
                addedAt: .zero + .seconds(number),
                hostPath: nil
            )
        ]
        return batch
    }

    package static func path(_ number: Int) -> String { "/data/\(number)" }
}
