/// What a client says when all replicas have committed.
package enum ClientVerdict: UInt8, Hashable, Sendable {
    /// Pay all of them.
    case pay = 0
    /// Draw more verifiers, with everything still sealed.
    case escalate = 1
    /// Have everything opened.
    case dispute = 2
}
