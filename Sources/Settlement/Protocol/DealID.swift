package import ContentAddressing

/// Names a deal: a hash of the client, its nonce and the job key.
package struct DealID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var digest: Digest256

    package init(_ digest: Digest256) { self.digest = digest }

    package var description: String { digest.hex }

    package static func < (left: DealID, right: DealID) -> Bool { left.digest < right.digest }
}
