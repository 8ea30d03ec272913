import Core
import Settlement

extension MarketSimulation {
    /// Enters a deal that has ended into the sums.
    mutating func finishDeal(primary: Int?, customer place: Int) {
        guard let deal = closed else { return }
        tally.outcomes[Int(deal.outcome.rawValue)] += 1
        tally.replicas.add(Double(deal.places.count))
        if deal.waves > 0 { tally.verified += 1 }
        noteAcceptance(deal)
        noteSlots(deal)
        noteCost(deal, customer: place)
        if let primary { notePrimary(primary, deal) }
        for group in profits.indices where profits[group] != 0 {
            tally.groups[group].profit.add(Double(profits[group]))
        }
        guard setup.topsUp else { return }
        for slot in slots.indices where deal.places[slot].slashed > 0 {
            topUp(slots[slot].worker, by: deal.places[slot].slashed)
        }
    }

    private mutating func noteCost(_ deal: ClosedDeal, customer place: Int) {
        let spent = deal.escrowAtPost - deal.refund - deal.restitution + deal.clientFine + setup.params.postFee
        let group = customers[place].group
        tally.cost.add(Double(spent))
        tally.clients[group].jobs += 1
        tally.clients[group].cost.add(Double(spent))
        tally.clientFines += deal.clientFine
    }

    /// Whether the client has taken a result, and whether it is a wrong one.
    private mutating func noteAcceptance(_ deal: ClosedDeal) {
        let taken: Int?
        switch deal.outcome {
        case .paid, .paidLate, .unverifiable: taken = 0
        case .verifiedPaid, .verifiedPaidLate, .forcedPaid: taken = deal.places.firstIndex { $0.state != .out }
        case .settledSlash: taken = deal.winners.first
        case .expired, .cancelled, .aborted, .failedRefund: taken = nil
        }
        let first = slots.first?.plan.result
        if slots.contains(where: { $0.hasCommitted && $0.plan.result != first || $0.plan.copies || $0.isLeaked }) {
            tally.mismatches += 1
        }
        guard let taken else { return }
        tally.accepted += 1
        guard slots[taken].plan.result.isWrong else { return }
        tally.wrong += 1
        if deal.waves > 0 { tally.wrongVerified += 1 }
    }

    private mutating func noteSlots(_ deal: ClosedDeal) {
        var live = 0
        var honest = 0
        for slot in slots.indices where deal.places[slot].state != .out {
            live += 1
            if slots[slot].plan.isHonest { honest += 1 }
        }
        for slot in slots.indices {
            let place = deal.places[slot]
            let group = workers[slots[slot].worker].group
            let fee = Units.scaledUp(place.paid, by: setup.params.feePpm, over: Units.ppm) ?? 0
            profits[group] += place.paid - fee + place.bounty - place.slashed
            guard place.slashed >= deal.slash else { continue }
            tally.groups[group].slashes += 1
            tally.slashed += place.slashed
            guard slots[slot].plan.isHonest else { continue }
            tally.honestSlashed += 1
            if honest >= 2, 2 * honest > live { tally.honestSlashedWithMajority += 1 }
        }
    }

    private mutating func notePrimary(_ primary: Int, _ deal: ClosedDeal) {
        let group = workers[primary].group
        let isLie = slots[0].plan.result.isWrong && !slots[0].plan.runs
        tally.groups[group].primaryJobs += 1
        if 2 * tally.deals < setup.deals {
            tally.groups[group].jobs.first += 1
            tally.groups[group].lies.first += isLie ? 1 : 0
        } else {
            tally.groups[group].jobs.second += 1
            tally.groups[group].lies.second += isLie ? 1 : 0
            tally.lateJobs[primary] += 1
            tally.lateLies[primary] += isLie ? 1 : 0
        }
        let place = deal.places[0]
        let spent = slots[0].plan.runs ? setup.cost : 0
        workers[primary].agent.learn(profit: place.paid + place.bounty - place.slashed - spent)
    }

    /// Notes how the focus of a long run stands.
    mutating func notePoint() {
        var active = 0
        for (index, worker) in workers.enumerated() where setup.groups[worker.group].name == setup.focus {
            if canTakeJobs(index) { active += 1 }
        }
        tally.series.append(MarketTally.Point(deals: tally.deals, wrong: tally.wrong, active: active))
    }
}
