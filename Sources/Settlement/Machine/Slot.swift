package import ContentAddressing

/// A node's place in a deal.
package struct Slot: Hashable, Sendable {
    /// Where a slot stands.
    package enum State: UInt8, Hashable, Sendable {
        /// The node works.
        case assigned = 1
        /// The node has committed to a result.
        case committed = 2
        /// The result is public.
        case opened = 3
        /// No longer part of the deal.
        case out = 4
    }

    /// The account's index in the machine.
    package var node: Int
    /// 0 for the primary.
    package var wave: Int
    package var state: State
    /// Stake that the slot locks.
    package var lock: Int64
    package var deadline: Int64
    package var fetchUntil: Int64
    package var commitment: Digest256?
    package var ciphertext = Ciphertext.zero
    package var charge: Int64 = 0
    package var digest: Digest256?
    /// Opened, but with a wrong charge or ciphertext.
    package var isFaulty = false
    /// Paid to the node, before fees.
    package var paid: Int64 = 0
    /// Taken from the node's stake.
    package var slashed: Int64 = 0
    /// Given to the node from another slot's slash.
    package var bounty: Int64 = 0

    /// Whether the slot is part of the deal.
    package var isLive: Bool { state != .out }
}
