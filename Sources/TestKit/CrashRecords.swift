package import ContentAddressing
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

    /// The job that all numbered deals belong to.
    package static let dealsJob = JobID("j-deals")

    /// Three records that are saved together, before and after their deals have ended; the number is the second of
    /// their creation.
    package static func deals(_ number: Int, ended: Bool) -> [DealRecord] {
        var samples = SampleRecords(seed: UInt64(number))
        var job = samples.job()
        job.id = dealsJob
        var records = samples.deals(3, of: job, second: number)
        for index in records.indices {
            records[index].isOpen = !ended
            records[index].trust = ended ? .verified : .pending
            records[index].result = ended ? samples.cid() : nil
        }
        return records
    }

    /// The openings of three slots of one deal, which begins with the number.
    package static func openings(_ number: Int) -> [KeptOpening] {
        var samples = SampleRecords(seed: UInt64(number))
        var bytes = samples.bytes(Digest256.byteCount)
        withUnsafeBytes(of: UInt64(number).bigEndian) { bytes.replaceSubrange(0..<8, with: $0) }
        let deal = bytes.withUnsafeBytes { Digest256($0) }
        let id = ExecutionID("e-\(number)")
        return (0..<3).map { KeptOpening(deal: deal, slot: $0, executionID: id, opening: samples.bytes(150)) }
    }

    /// The number that a deal of ``openings(_:)`` begins with.
    package static func number(of deal: Digest256) -> Int {
        deal.withUnsafeBytes { Int(UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))) }
    }

    /// Whether the writer of openings forgets those of this number again.
    package static func isForgotten(_ number: Int) -> Bool { number.isMultiple(of: 4) }
}
