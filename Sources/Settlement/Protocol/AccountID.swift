package import ContentAddressing

/// Names an account: a hash of its Ed25519 public key.
package struct AccountID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var digest: Digest256

    package init(_ digest: Digest256) { self.digest = digest }

    package var description: String { digest.hex }

    package static func < (left: AccountID, right: AccountID) -> Bool { left.digest < right.digest }
}
