package import ContentAddressing
package import Core
package import Ledger
package import Settlement

/// What happens to the client of deals.
package enum ClientDealEvent: Sendable {
    /// The scheduler wants a paid execution done.
    case ordered(ExecutionOrder)
    /// The scheduler does not want an execution any more.
    case stopped(ExecutionID, reason: String)
    /// A node says what it is.
    case registered(NodeInfo, Incarnation)
    /// A node says how an execution ended that a deal is behind.
    case reported(ExecutionReport, from: NodeID, Incarnation)
    /// A node gave a paid execution back without having started it.
    case returned(ExecutionID, from: NodeID, Incarnation)
    /// A node shows what opens its commitment, after the deal has ended.
    case opened(ExecutionID, from: NodeID, deal: Digest256, rho: Digest256)
    /// The same of a deal that the machine does not know, with what the store says about it.
    case openingRecalled(DealRecord?, ExecutionID, from: NodeID, deal: Digest256, rho: Digest256)
    /// How many bytes the inputs of an execution have, or why that cannot be said.
    case measured(ExecutionID, Result<UInt64, CoreError>)
    /// A node's answer to a question for its price: its signed offer; empty, with the reason, when it makes none.
    case offered(ExecutionID, from: NodeID, offer: [UInt8], reason: String)
    /// Records are on disk, or could not be written.
    case saved([ExecutionID], CoreError?)
    /// The ledger's answers to what was sent for an execution.
    case answered(ExecutionID, ClientDealAction.Purpose, Result<[LedgerAnswer], CoreError>)
    /// A deal as the ledger has it; nil when it is closed.
    case inspected(ExecutionID, DealStatement?)
    /// The order of an execution from before a restart.
    case orderLoaded(ExecutionID, ExecutionOrder)
    /// The ledger's log has grown.
    case logged([LoggedEntry])
    /// All that the log says about the deal of an execution from before a restart.
    case history(ExecutionID, [LoggedEntry])
    /// A report of an execution that the machine does not know, with what the store says about it.
    case recalled(DealRecord?, ExecutionReport, from: NodeID, Incarnation)
    /// The numbers for new deals.
    case termsChanged(Params, nextDealNonce: UInt64)
    case tick
}
