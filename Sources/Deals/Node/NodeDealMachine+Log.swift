import ContentAddressing
import Core
import Ledger
import Scheduling
import Settlement

extension NodeDealMachine {
    /// Learns from an entry of the ledger's log what its deals need of the node.
    mutating func read(_ entry: LoggedEntry, now: Timestamp) {
        var seen: [DealID] = []
        for event in entry.effects.events {
            guard let deal = event.deal, let kind = Event.Kind(rawValue: event.kind.code) else { continue }
            let isOwn = event.account == configuration.account
            switch kind {
            case .assigned, .drawn:
                if isOwn { expect(deal, slot: Int(event.slot), since: entry.time, now: now) }
            case .closed: end(deal, now: now)
            case .declined where isOwn, .noShow where isOwn, .committed where isOwn: awaited.remove(deal)
            case .posted, .declined, .paid, .bounty, .restitution, .decidedToPay: break
            default:
                // The deal goes on beyond a plain payment: perhaps the commitment has to be opened now.
                guard openings.contains(deal), !seen.contains(deal) else { continue }
                seen.append(deal)
                ask(deal, now: now)
            }
        }
    }

    /// Asks how a deal stands whose commitment may have to be opened, until there is an answer.
    mutating func ask(_ deal: DealID, now: Timestamp) {
        out.append(.inspect(deal))
        guard !asked.contains(deal) else { return }
        asked[deal] = true
        timers.add(.askAgain(deal), at: now + configuration.askAfter)
    }

    /// The ledger gave this node a slot; when no order comes for it, it is left in time.
    ///
    /// After a restart the order is on its way again, so that it is waited for a little even when it is late.
    private mutating func expect(_ deal: DealID, slot: Int, since time: Int64, now: Timestamp) {
        guard executions[deal] == nil, !openings.contains(deal) else { return }
        awaited[deal] = slot
        let end = Timestamp(nanoseconds: 0) + .seconds(time) + .seconds(configuration.params.tFetch)
        let last = min(now + .seconds(reserve / 2), end + .seconds(-reserve / 2))
        timers.add(.decline(deal), at: max(end + .seconds(-reserve), last))
    }

    private mutating func end(_ deal: DealID, now: Timestamp) {
        awaited.remove(deal)
        if held.remove(deal) != nil { out.append(.release(deal.digest)) }
        let kept = openings.remove(deal)
        asked.remove(deal)
        if let kept { show(kept, of: deal, now: now) }
        guard let id = executions.remove(deal), let open = deals[id] else { return }
        // What is being written is worth nothing any more.
        if kept == nil, open.phase == .keeping { out.append(.forget(deal.digest)) }
        // A commitment that is on its way will be refused; what was reported is remembered by the node itself.
        if open.phase == .running { out.append(.stop(id, reason: "the deal has ended")) }
        // The ledger's answer to a commitment ends the place, unless it was given already.
        guard open.phase != .committing || open.isDoubted else { return }
        deals.remove(id)
        if open.phase == .committing, let report = open.report { out.append(.report([report], open.incarnation)) }
    }

    /// How a deal stands that was asked for: admits its order, opens its commitment, or forgets it.
    mutating func inspect(_ id: DealID, _ statement: DealStatement?, now: Timestamp) {
        if let execution = executions[id], let deal = deals[execution] {
            if deal.phase == .asking { return admit(deal, statement, now: now) }
            if deal.phase == .committing, deal.isDoubted { confirm(deal, statement) }
        }
        guard let statement else { return end(id, now: now) }
        guard let kept = openings[id] else {
            asked.remove(id)
            return
        }
        if executions[id] == nil { commitAgain(kept, statement) }
        guard statement.deal.state == .revealing, statement.deal.slots.indices.contains(kept.slot),
            statement.deal.slots[kept.slot].state == .committed
        else {
            asked.remove(id)
            return
        }
        // Asked again later, in case that the opening does not get there.
        if !asked.contains(id) {
            asked[id] = true
            timers.add(.askAgain(id), at: now + configuration.askAfter)
        }
        out.append(.submit(id, .reveal, .reveal(id, slot: UInt32(kept.slot), kept.opening)))
    }

    /// A former life has kept an opening, and its commitment did not get to the ledger: nobody may order the run again.
    private mutating func commitAgain(_ kept: Kept, _ statement: DealStatement) {
        let deal = statement.deal
        guard let id = kept.executionID, statement.nodes.indices.contains(kept.slot),
            statement.nodes[kept.slot] == configuration.account, deal.slots[kept.slot].state == .assigned,
            let commit = DealNode(account: configuration.account, sealing: .hpke)
                .commit(kept.opening, to: deal, slot: kept.slot)
        else { return }
        out.append(.submit(deal.id, .commit(id), .commit(commit)))
    }

    /// The ledger refused a commitment because the slot has one, or because the slot is lost.
    private mutating func confirm(_ deal: NodeDeal, _ statement: DealStatement?) {
        // It has ended: whether the result counts, the client knows. The place is given up with the opening.
        guard let statement else {
            deals[deal.executionID]?.phase = .committed
            if let report = deal.report { out.append(.report([report], deal.incarnation)) }
            return
        }
        let slots = statement.deal.slots
        // The answer to an older question: what is on its way may still be taken.
        let isOpen = slots.indices.contains(deal.terms.slot) && slots[deal.terms.slot].state == .assigned
        if isOpen, statement.nodes[deal.terms.slot] == configuration.account { return commit(deal) }
        guard slots.indices.contains(deal.terms.slot), slots[deal.terms.slot].commitment != nil,
            statement.nodes[deal.terms.slot] == configuration.account
        else { return refused(deal, "the slot is not this node's any more") }
        var deal = deal
        deal.phase = .committed
        deals[deal.executionID] = deal
        if let report = deal.report { out.append(.report([report], deal.incarnation)) }
    }
}
