package import ContentAddressing
package import Core
package import Ledger
package import Settlement

/// What happens to a node that is paid through deals.
package enum NodeDealEvent: Sendable {
    /// The orchestrator wants an execution done for a deal.
    case ordered(ExecutionOrder)
    /// The orchestrator wants to know for how much the node would do an execution.
    case asked(ExecutionOrder, price: Int64)
    /// How many bytes the inputs of an order have, or why that cannot be said; with the price of a question.
    case measured(ExecutionOrder, price: Int64, Result<UInt64, CoreError>)
    /// The orchestrator does not want an execution any more.
    case stopped(ExecutionID, reason: String)
    /// The node ended executions, or tells it once more.
    case finished([ExecutionReport], Incarnation)
    /// The node gives executions back that it has not started.
    case returned([ExecutionID])
    /// Openings are on disk, or could not be written.
    case kept([ExecutionID], CoreError?)
    /// The ledger's answer to what was sent for a deal.
    case answered(DealID, NodeDealAction.Purpose, Result<LedgerAnswer, CoreError>)
    /// A deal as the ledger has it; nil when it is closed.
    case inspected(DealID, DealStatement?)
    /// The ledger's log has grown.
    case logged([LoggedEntry])
    /// The client has what opens the commitment of a deal that has ended, or no use for it.
    case openingTaken(Digest256)
    case tick
}

/// What the node's machine wants done, in this order: openings first, then the ledger, then messages.
package enum NodeDealAction: Sendable {
    /// What a message to the ledger is for.
    package enum Purpose: Hashable, Sendable {
        case commit(ExecutionID)
        case decline
        case reveal
    }

    /// Find out how many bytes the inputs of an order have; `measured` follows.
    case measure(ExecutionOrder, price: Int64)
    /// Sign an offer for all of a job, and send it.
    case offer(ExecutionID, job: JobKey, price: Int64, expiry: Int64)
    /// Say why there is no offer.
    case makeNoOffer(ExecutionID, reason: String)
    /// Write the opening; `kept` follows.
    case keep(ExecutionID, KeptOpening)
    /// The deal has ended: its opening is worth nothing any more.
    case forget(Digest256)
    /// Send a message to the ledger.
    case submit(DealID, Purpose, Message)
    /// Ask the ledger how a deal stands.
    case inspect(DealID)
    /// Keep what a run reads on this node, before the run and until its deal has ended.
    case hold(Digest256, [CID])
    /// A deal has ended: what its run has read may go.
    case release(Digest256)
    /// Let the node do an execution; what was to be held for it is held by then.
    case run(ExecutionOrder)
    /// Let the node end an execution.
    case stop(ExecutionID, reason: String)
    /// Show the client what opens the commitment of a deal that has ended.
    case show(ExecutionID, deal: Digest256, rho: Digest256, Incarnation)
    /// Tell the orchestrator how executions ended.
    case report([ExecutionReport], Incarnation)
}
