package import ContentAddressing

/// Names exactly one program with its inputs, limits and salt: a hash of the job description.
package struct JobKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var digest: Digest256

    package init(_ digest: Digest256) { self.digest = digest }

    package var description: String { digest.hex }

    package static func < (left: JobKey, right: JobKey) -> Bool { left.digest < right.digest }
}
