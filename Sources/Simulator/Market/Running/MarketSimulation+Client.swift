import ContentAddressing
import Core
import Settlement

extension MarketSimulation {
    /// The client's decision on the primary's commitment.
    mutating func decide(_ id: DealID, customer place: Int) {
        guard let round = machine.deal(id)?.coinRound else { return }
        publish(round)
        let customer = customers[place]
        guard let deal = machine.deal(id) else { return }
        let primary = workers[slots[0].worker]
        guard
            var decide = setup.commitsUsage
                ? customer.side.decide(deal, primary: primary.account)
                : Self.trustingDecision(deal, customer.side)
        else { return }
        switch customer.behaviour {
        case .silent: return tick(at: deal.deadline + 1)
        case .dodging:
            let beacon = machine.beaconValue(round) ?? .zero
            let coin = ProtocolHash.coin(
                beacon: beacon,
                k: decide.k,
                deal: id,
                primary: deal.slots[0].commitment ?? .zero
            )
            if ProtocolHash.isVerified(coin: coin, pPpm: Int64(decide.pPpm)) { return tick(at: deal.deadline + 1) }
        case .framing, .retreating, .withholding:
            if primary.group != customer.accomplices { decide.verify = true }
        case .honest, .disputing, .verifying: break
        }
        send(.decide(decide), from: customer.side.account)
    }

    /// The decision of a client that has to believe what it is charged.
    private static func trustingDecision(_ deal: Deal, _ side: DealClient) -> Message.Decide? {
        Message.Decide(
            deal: deal.id,
            k: side.coinSecret(deal.id),
            pPpm: side.policy.pPpm,
            verify: false,
            multBps: side.policy.multBps
        )
    }

    /// The client's word when all replicas have committed.
    func verdict(_ id: DealID, customer place: Int) -> ClientVerdict? {
        guard let deal = machine.deal(id) else { return nil }
        let customer = customers[place]
        if customer.behaviour == .disputing { return .dispute }
        guard setup.commitsUsage else { return trustingVerdict(deal) }
        let nodes = deal.slots.map { workers[$0.node].account }
        let honest = customer.side.verdict(deal, nodes: nodes, params: setup.params)
        guard customer.behaviour == .retreating, honest != .pay, let cartel = customer.accomplices else {
            return honest
        }
        var lead = 0
        for (index, slot) in deal.slots.enumerated() where slot.isLive {
            lead += slots[index].plan.result == .commonWrong(group: cartel) ? 1 : -1
        }
        if lead > 0 { return .dispute }
        // Bound by an escalation it can only go on, or have the results opened.
        if deal.isEscalated, setup.params.bindsByEscalation { return honest }
        return lead == 0 && honest == .escalate ? .escalate : .pay
    }

    /// The verdict of a client that sees what was computed, but not what it has taken.
    private func trustingVerdict(_ deal: Deal) -> ClientVerdict {
        let first = slots[0].plan.result
        let isUnanimous = deal.slots.indices.allSatisfy { !deal.slots[$0].isLive || slots[$0].plan.result == first }
        if isUnanimous { return .pay }
        return Params.replicas(after: deal.liveCount) <= setup.params.nMax ? .escalate : .dispute
    }
}
