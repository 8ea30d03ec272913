import ContentAddressing
import Core
import Settlement

extension MarketSimulation {
    /// Moves a deal that is being verified on by one state.
    mutating func verify(_ id: DealID, customer place: Int) {
        guard let deal = machine.deal(id) else { return }
        switch deal.state {
        case .drawing: draw(deal.drawRound)
        case .verifying: work(id, customer: customers[place])
        case .verdict:
            guard let verdict = verdict(id, customer: place) else { return }
            send(.verdict(id, verdict), from: customers[place].side.account)
        case .revealing: reveal(id, until: deal.deadline)
        case .posted, .assigned, .committed: tick(at: deal.deadline + 1)
        }
    }

    /// Publishes the round of a draw; in a race only those that win it are there.
    private mutating func draw(_ round: UInt64) {
        guard setup.isRace else { return publish(round) }
        for index in workers.indices where !workers[index].agent.winsRaces {
            send(.setExiting(true), from: workers[index].account)
        }
        publish(round)
        for index in workers.indices where !workers[index].agent.winsRaces {
            send(.setExiting(false), from: workers[index].account)
        }
    }

    /// The drawn nodes find out what they do, report leaks, and commit.
    private mutating func work(_ id: DealID, customer: Customer) {
        guard let deal = machine.deal(id) else { return }
        let new = slots.count..<deal.slots.count
        let nodes = new.map { deal.slots[$0].node }
        let wave = deal.wave
        let deadline = deal.slots.reduce(Int64(0)) { max($0, $1.deadline) }
        plan(nodes, wave: wave, customer: customer)
        for slot in new where closed == nil {
            reportLeaks(to: slot, of: id)
            if slots[slot].plan.presence == .inTime { commit(slot, to: id) }
        }
        for slot in new where closed == nil && slots[slot].plan.presence == .declining {
            send(.decline(id), from: workers[slots[slot].worker].account)
        }
        guard closed == nil, machine.deal(id)?.state == .verifying else { return }
        // Somebody has not committed.
        now = max(now, deadline + 1)
        for slot in new where slots[slot].plan.presence == .tooLate {
            guard let message = commitment(slot, to: id) else { continue }
            send(.commit(message), from: workers[slots[slot].worker].account, mayFail: true)
        }
        tick(at: now)
    }

    /// Whether a node has no way to the inputs: the client gives them to its cartel and to the primary alone.
    private func isCutOff(_ group: Int, from customer: Customer) -> Bool {
        guard customer.behaviour == .withholding, !setup.primariesServeInputs else { return false }
        return group != customer.accomplices && workers[slots[0].worker].group != customer.accomplices
    }

    private mutating func plan(_ nodes: [Int], wave: Int, customer: Customer) {
        let facts = slots.filter { $0.plan.presence != .declining }.map {
            VerifierView.Fact(group: workers[$0.worker].group, wave: $0.wave, plan: $0.plan)
        }
        for (place, node) in nodes.enumerated() {
            let group = workers[node].group
            let view = VerifierView(
                group: group,
                committed: facts,
                wave: wave,
                drawn: nodes.count,
                drawnOfGroup: nodes.count { workers[$0].group == group },
                placeInGroup: nodes[..<place].count { workers[$0].group == group },
                isClientOfGroup: customer.accomplices == group
            )
            tally.groups[group].verifications += 1
            guard !isCutOff(group, from: customer) else {
                addSlot(of: node, wave: wave) { _, _, _ in .declined }
                continue
            }
            let offer = view.primaryPlan.bribe
            let isBribed =
                wave == 1 && offer > 0 && !view.isPrimaryOfGroup && workers[node].agent.takes(bribe: offer)
            addSlot(of: node, wave: wave) { agent, random, _ in
                isBribed ? .lie(view.primaryPlan.result) : agent.planVerifier(view, &random)
            }
            if isBribed {
                profits[group] += offer
                profits[workers[slots[0].worker].group] -= offer
            }
        }
    }

    /// A node that was given another's opening takes the bounty for it, unless the two are one.
    private mutating func reportLeaks(to slot: Int, of id: DealID) {
        let reporter = workers[slots[slot].worker]
        for leak in slots.indices where slots[leak].plan.leaks && slots[leak].hasCommitted && !slots[leak].isLeaked {
            guard workers[slots[leak].worker].group != reporter.group,
                machine.deal(id)?.slots[leak].state == .committed
            else { continue }
            slots[leak].isLeaked = true
            send(.reportLeak(id, slot: UInt32(leak), slots[leak].opening), from: reporter.account)
        }
    }

    private mutating func reveal(_ id: DealID, until deadline: Int64) {
        for slot in slots.indices where slots[slot].plan.reveals && closed == nil {
            guard let deal = machine.deal(id), deal.state == .revealing else { return }
            guard deal.slots[slot].state == .committed else { continue }
            send(
                .reveal(id, slot: UInt32(slot), slots[slot].opening),
                from: workers[slots[slot].worker].account
            )
        }
        if closed == nil, machine.deal(id)?.state == .revealing { tick(at: deadline + 1) }
    }
}
