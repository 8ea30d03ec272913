import ContentAddressing
import Core
import Settlement

@testable import Deals

extension DealWorld {
    /// Looks at deals that the ledger has closed just now.
    mutating func checkClosed() throws {
        let ended = ledger.takeEnded()
        for deal in ended {
            trace("  closed \(deal.id) as \(deal.outcome)")
            guard deal.outcome != .paidLate, deal.outcome != .verifiedPaidLate, deal.clientFine == 0 else {
                throw fail("the client was late or fined: \(deal)")
            }
            for (index, place) in deal.places.enumerated() where place.slashed > 0 {
                try checkSlash(place, slot: index, of: deal)
            }
        }
    }

    /// A node that does what it should loses only when it was away or broken at the wrong time, or when liars are more.
    private func checkSlash(_ place: ClosedDeal.Place, slot: Int, of deal: ClosedDeal) throws {
        guard let node = nodes.first(where: { $0.account == place.node }) else { return }
        let isHonest = node.kind != .liar && node.kind != .cartel
        guard isHonest else { return }
        if place.state == .opened {
            let winners = deal.winners.compactMap { index in
                nodes.first { $0.account == deal.places[index].node }?.kind
            }
            let isOutvoted = winners.contains { $0 == .cartel } || deal.outcome == .failedRefund
            if isOutvoted, !place.isFaulty || deal.outcome != .failedRefund { return }
        } else if place.state != .committed, hasExcuse(node, deal) {
            return
        }
        throw fail("honest node \(node.index) lost \(place.slashed) in slot \(slot) of \(deal)")
    }

    /// What the scheduler is told has to be right for its style, and the same for ever.
    mutating func checkTold(_ report: ExecutionReport, _ index: Int) throws {
        let execution = executions[index]
        trace("  told \(report.executionID) \(report.ending) \(report.message)")
        if let before = execution.outcome {
            guard
                execution.toldInLife != clientLife || (before.ending == report.ending && before.result == report.result)
            else {
                throw fail("\(execution.id) was told as \(before.ending) \(before.message), then \(report.ending)")
            }
            return
        }
        guard report.ending == .completed else { return }
        guard let deal = execution.deals.last else { throw fail("\(execution.id) is completed without a deal") }
        guard report.result == sealed(execution) else {
            throw fail("\(execution.id): another result than the sealed one")
        }
        guard let closed = ledger.closed[deal] else {
            guard !execution.style.waitsForVerdict else { throw fail("\(execution.id) was told before its verdict") }
            return
        }
        let isRefuted = closed.outcome == .settledSlash && closed.losers.contains(0)
        guard !isRefuted else { throw fail("\(execution.id) was refuted and is told as completed") }
        guard execution.style.waitsForVerdict else { return }
        let good: [Outcome] = [.verifiedPaid, .forcedPaid, .settledSlash]
        guard good.contains(closed.outcome) else { throw fail("\(execution.id) is completed after \(closed.outcome)") }
    }

    /// What the primary of an execution has committed to, when it follows its kind.
    private func sealed(_ execution: WorldExecution) -> CID? {
        guard let node = nodes.first(where: { $0.id == execution.order.execution.nodeID }) else { return nil }
        switch node.kind {
        case .liar: return Sample.cid("lie \(node.index) \(execution.id)")
        case .cartel: return Sample.cid("lie \(execution.id)")
        case .honest, .misreporter, .withholder, .equivocator: return Sample.cid("truth \(execution.id)")
        }
    }

    /// Whoever was paid has shown what opens its commitment, so that the client has its receipt.
    private func checkOpening(_ record: DealRecord) throws {
        guard record.trust == .unchecked || record.trust == .verified, record.result != nil, record.rho == nil else {
            return
        }
        throw fail("\(record.executionID) ended as \(record.outcome), and nobody knows what opens its commitment")
    }

    /// Nothing is left over.
    mutating func checkEnd() throws {
        try ledger.checker.checkAll(ledger.machine)
        for node in nodes {
            guard let account = ledger.machine.account(node.account), account.lockedStake == 0 else {
                throw fail("stake of node \(node.index) is still locked")
            }
        }
        guard ledger.machine.account(Sample.client)?.escrow == 0 else { throw fail("escrow of the client is left") }
        for record in store { try checkOpening(record) }
        for execution in executions {
            guard let record = store.first(where: { $0.executionID == execution.id }) else { continue }
            guard let deal = execution.deals.last, let closed = ledger.closed[deal] else { continue }
            let expected = closed.escrowAtPost - closed.refund - closed.restitution + closed.clientFine
            guard record.outcome.isEmpty || record.cost >= expected else {
                throw fail("\(execution.id) cost \(expected), not \(record.cost)")
            }
        }
        let liars = nodes.filter { $0.kind != .honest }.map(\.id)
        for node in excluded where !liars.contains(node) {
            let cartel = nodes.contains { $0.kind == .cartel }
            guard cartel else { throw fail("honest \(node) was excluded") }
        }
    }
}
