import ContentAddressing

/// The seeds of a task's partitions; the task itself is hashed once.
package struct TaskSeeds: Sendable {
    private let hasher: SHA256Hasher

    package init(_ task: TaskSpec) {
        var hasher = SHA256Hasher()
        hasher.update(SpecDigest.canonicalBytes(task))
        self.hasher = hasher
    }

    /// The first 8 bytes of SHA-256 over the task's canonical bytes, a newline and `partition/count`, big-endian.
    package func seed(partition: Int, partitionCount: Int) -> UInt64 {
        var hasher = hasher
        hasher.update(Array("\n\(partition)/\(partitionCount)".utf8))
        return hasher.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
