import ContentAddressing
import Core
import Settlement

@testable import Deals

/// Something that happens in the world at a time; what belongs to a life that is over does not happen any more.
enum WorldItem {
    case client(life: Int, [ClientDealEvent])
    case node(Int, life: Int, [NodeDealEvent])
    case toNode(Int, OrchestratorMessage)
    case toClient(from: Int, NodeMessage)
    case saveRecords(life: Int, [DealRecord], awaited: [ExecutionID])
    case keep(Int, life: Int, ExecutionID, KeptOpening)
    case forget(Int, life: Int, DealID)
    case sendOfClient(life: Int, ExecutionID, ClientDealAction.Purpose, [Message])
    case sendOfNode(Int, life: Int, DealID, NodeDealAction.Purpose, Message)
    case inspectForClient(life: Int, ExecutionID, DealID)
    case inspectForNode(Int, life: Int, DealID)
    case history(life: Int, ExecutionID, DealID)
    case refreshTerms(life: Int)
    case loadOrder(life: Int, ExecutionID)
    case followClient(life: Int)
    case followNode(Int, life: Int)
    case tickClient(life: Int)
    case tickNode(Int, life: Int)
    case tickLedger
    case ran(Int, life: Int, ExecutionOrder)
    case repeatReports(Int, life: Int)
    case register(Int, life: Int)
    case order(Int)
    case stop(Int)
    case crashClient
    case restartClient
    case crashNode(Int)
    case restartNode(Int)
    case recallSlots(Int, life: Int)
    case recallOpening(Int, life: Int, ExecutionID, Digest256, Digest256)
    case faultsEnd
}
