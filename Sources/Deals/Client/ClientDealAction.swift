package import Core
package import Settlement

/// What the client's machine wants done, in this order: records first, then the ledger, then messages.
package enum ClientDealAction: Sendable {
    /// What messages to the ledger are for, so that the answers find their way.
    package enum Purpose: Hashable, Sendable {
        /// Post and assign.
        case open
        case cancel
        case decide
        case verdict
    }

    /// Write the record; `saved` follows when the machine waits for it.
    case save(DealRecord, isAwaited: Bool)
    /// Find out how many bytes the inputs of an order have.
    case measure(ExecutionOrder)
    /// Send messages to the ledger, one after the other.
    case submit(ExecutionID, Purpose, [Message])
    /// Ask the ledger how a deal stands.
    case inspect(ExecutionID, DealID)
    /// Ask the ledger for the numbers of new deals.
    case refreshTerms
    /// Read the job behind an execution from the store.
    case loadOrder(DealRecord)
    /// Send to a node.
    case tell(NodeID, OrchestratorMessage)
    /// Tell the orchestrator in a node's name.
    case report(NodeID, NodeMessage)
    /// A node was caught: give it no more work, and look at what was taken from it before.
    case exclude(NodeID, reason: String, caughtBy: DealRecord)
}
