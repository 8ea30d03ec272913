/// What a client says when all replicas have committed.
package enum ClientVerdict: UInt8, Hashable, Sendable {
    /// Pay all of them; not for a client that has escalated.
    case pay = 0
    /// Draw more verifiers, with everything still sealed; whatever they say then counts.
    case escalate = 1
    /// Have everything opened.
    case dispute = 2
}
