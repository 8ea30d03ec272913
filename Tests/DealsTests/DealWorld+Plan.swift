import Core
import Ledger
import Scheduling
import Settlement

@testable import Deals

extension DealWorld {
    /// Ends the client's process when one of its deals is in the planned phase.
    mutating func followPlanOfClient() {
        guard hasFaults, let phase = plan?.clientPhase, let client else { return }
        let isThere = executions.contains { execution in
            if let deal = client.deals[execution.id] { return "\(deal.phase)" == phase }
            return phase == "ended" && client.ended.contains(execution.id)
        }
        guard isThere else { return }
        plan?.clientPhase = nil
        plan?.done.append("client " + phase)
        trace("  plan: the client ends while a deal is \(phase)")
        add(.crashClient, afterMilliseconds: plan?.random.below(1_000) ?? 0)
    }

    /// Ends a node's process when one of its slots is in the planned phase.
    mutating func followPlan(ofNode index: Int) {
        guard hasFaults, let phase = plan?.nodePhase, let machine = nodes[index].machine else { return }
        let isThere =
            switch phase {
            case "awaited": !machine.awaited.isEmpty
            case "shown": !machine.shown.isEmpty
            default: machine.deals.sortedKeys.contains { id in Self.isNamed(machine.deals[id]?.phase, phase) }
            }
        guard isThere else { return }
        plan?.nodePhase = nil
        plan?.done.append("node " + phase)
        trace("  plan: node \(index) ends while a slot is \(phase)")
        add(.crashNode(index), afterMilliseconds: plan?.random.below(1_000) ?? 0)
    }

    private static func isNamed(_ phase: NodeDeal.Phase?, _ name: String) -> Bool {
        guard let phase else { return false }
        return "\(phase)" == name
    }

    /// Stops an execution around the time at which its order gets to the node; repetitions of both cross each other.
    mutating func followPlan(ofOrder id: ExecutionID) {
        guard hasFaults, let index = plan?.stopped, executions[index].id == id else { return }
        plan?.stopped = nil
        let time = plan?.random.below(6_000) ?? 0
        plan?.done.append("stop")
        add(.stop(index), afterMilliseconds: time)
        // Of a former life of the scheduler, say: it may be there first.
        if plan?.random.chance(1, in: 2) == true,
            let node = nodes.firstIndex(where: { $0.id == executions[index].order.execution.nodeID })
        {
            add(.toNode(node, .stop(id, reason: "no longer wanted")), afterMilliseconds: plan?.random.below(3_000) ?? 0)
        }
    }

    /// Whether a post is to be refused as if somebody else had used its nonce.
    mutating func refusesPost(_ purpose: ClientDealAction.Purpose) -> Bool {
        guard hasFaults, purpose == .open, let left = plan?.refusals, left > 0 else { return false }
        plan?.refusals -= 1
        return true
    }

    // MARK: - What a node may lose

    /// Whether a node had no fair chance to commit or to leave: it was down in the second half of the time to leave or
    /// later, or its run failed when it could not leave any more.
    func hasExcuse(_ node: WorldNode, _ deal: ClosedDeal) -> Bool {
        guard !node.isDown, let given = ledger.time(of: deal.id, givenTo: node.account) else { return true }
        let half = given + ledger.machine.params.tFetch / 2
        return node.brokenAt >= half || node.downs.contains { $0 >= half }
    }
}
