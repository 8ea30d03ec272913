package import ContentAddressing
package import Settlement

/// An open deal with the names of those in it.
package struct DealStatement: Sendable {
    package var deal: Deal
    package var client: AccountID
    /// The node of each slot.
    package var nodes: [AccountID]
    package var params: Params
    /// The beacon's value of the deal's coin round, once it is there.
    package var coin: Digest256?
}
