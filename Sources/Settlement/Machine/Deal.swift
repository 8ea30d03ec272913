package import ContentAddressing

/// An open deal.
package struct Deal: Hashable, Sendable {
    package var id: DealID
    /// The account's index in the machine.
    package var client: Int
    /// The order of posting.
    package var sequence: UInt64
    package var jobKey: JobKey
    package var cap: Int64
    package var mode: PriceMode
    package var price: Int64
    package var priceMem: Int64
    package var maxFuel: UInt64
    package var policy: Digest256
    package var encKey: Digest256
    package var tExec: Int64
    /// The slash of each slot.
    package var slash: Int64
    /// What is left of the client's money.
    package var escrow: Int64
    package var state: DealState
    /// The last second of the state, unless its slots have deadlines of their own.
    package var deadline: Int64
    package var slots: [Slot]
    package var wave = 0
    package var multBps: Int64 = 0
    package var k: Digest256?
    package var coinRound: UInt64 = 0
    package var drawRound: UInt64 = 0
    /// How many verifiers are to be drawn.
    package var need = 0
    package var redraws = 0
    package var declines = 0
    /// Digests have been revealed.
    package var isPublic = false
    package var isDisputed = false
    /// The client has asked for more replicas before anything was revealed.
    package var isEscalated = false
    /// The client has burned the fee for giving no verdict, and the deal goes on.
    package var isFeeBurned = false
    /// No more verifiers can be had.
    package var isExhausted = false
    /// Which parameters hold, by their place in the machine's list.
    package var paramsVersion: Int
    /// The escrow at post.
    package var escrowAtPost: Int64
    /// The deal that this one tries again.
    package var prev: DealID?

    /// The number of slots that are not out.
    package var liveCount: Int {
        var count = 0
        for slot in slots where slot.isLive { count += 1 }
        return count
    }

    /// The last second before the deal changes by itself; `Int64.max` when only the beacon moves it.
    var timer: Int64 {
        switch state {
        case .posted, .assigned, .committed, .verdict, .revealing: return deadline
        case .drawing, .verifying:
            var earliest = Int64.max
            for slot in slots where slot.state == .assigned { earliest = min(earliest, slot.deadline) }
            return earliest
        }
    }

    /// What a run with this usage costs; nil when it is more than can exist.
    package func cost(fuel: UInt64, pages: UInt64) -> Int64? {
        switch mode {
        case .job: return price
        case .metered:
            guard let run = Units.priced(fuel, at: price), let memory = Units.priced(pages, at: priceMem) else {
                return nil
            }
            return Units.sum(run, memory)
        }
    }
}
