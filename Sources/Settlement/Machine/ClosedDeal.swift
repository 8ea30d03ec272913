package import ContentAddressing

/// What remains of a deal when it has ended.
package struct ClosedDeal: Hashable, Sendable {
    /// What became of one slot.
    package struct Place: Hashable, Sendable {
        package var node: AccountID
        package var wave: Int
        package var state: Slot.State
        package var charge: Int64
        /// The revealed digest.
        package var digest: Digest256?
        package var isFaulty: Bool
        package var paid: Int64
        package var slashed: Int64
        package var bounty: Int64
    }

    package var id: DealID
    package var client: AccountID
    package var jobKey: JobKey
    package var prev: DealID?
    package var outcome: Outcome
    package var closedAt: Int64
    package var cap: Int64
    package var slash: Int64
    package var escrowAtPost: Int64
    /// What the client got back of the escrow.
    package var refund: Int64
    /// What the client got out of slashes.
    package var restitution: Int64
    /// What the client lost beyond the escrow.
    package var clientFine: Int64
    /// What of the escrow was burned, for silence or for a dispute without a reason.
    package var lateFee: Int64
    /// The most that silence about a verdict could burn.
    package var lateFeeMax: Int64
    /// The client had escalated under a rule that binds it then.
    package var isBound: Bool
    package var multBps: Int64
    package var waves: Int
    /// The most that a node which did not show up could lose.
    package var penaltyMax: Int64
    package var places: [Place]
    /// Indexes of the slots that were in the strict majority.
    package var winners: [Int]
    /// Indexes of the slots that lost against it, or failed.
    package var losers: [Int]
}
