import ContentAddressing
import Core
import Settlement

/// One slot of this node in a deal, from the order until the deal has ended.
struct NodeDeal: Sendable {
    /// Next phases: asking → running, ended; running → keeping, ended; keeping → committing, ended; committing →
    /// committed, ended.
    enum Phase: Sendable {
        /// The ledger is asked whether the order is what the deal says.
        case asking
        case running
        /// The opening is being written.
        case keeping
        /// The commitment is on its way to the ledger.
        case committing
        case committed
        /// Declined, refused by the ledger, or without a result.
        case ended
    }

    var executionID: ExecutionID
    var terms: DealTerms
    var phase = Phase.asking
    var order: ExecutionOrder?
    var work: DealWork?
    /// As the ledger had it when the order came.
    var deal: Deal?
    var report: ExecutionReport?
    var incarnation = Incarnation(0)
    var opening: Opening?
    /// How much there is to read; counted only where the node asks for it.
    var inputBytes: UInt64 = 0
    /// The orchestrator did not want it any more before it was started.
    var isStopped = false
    /// The ledger says that the slot does not wait for a commitment.
    var isDoubted = false

    var id: DealID { DealID(terms.deal) }
}
