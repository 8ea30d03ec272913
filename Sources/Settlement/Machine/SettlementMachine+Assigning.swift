import ContentAddressing
import Core

extension SettlementMachine {
    mutating func assign(_ offer: Offer, to index: Int, client: Int, now: Int64) throws(SettlementError) {
        try check(index, client: client, state: .posted, now: now)
        guard offer.expiry >= now else { throw SettlementError(.offer, "the offer has expired") }
        guard offer.jobKey == nil || offer.jobKey == deals[index].jobKey else {
            throw SettlementError(.offer, "the offer is for another job")
        }
        let node = try accountIndex(offer.node)
        try checkPrice(offer, of: index)
        try checkStake(of: node, for: index)
        let slash = deals[index].slash
        accounts[node].freeStake -= slash
        accounts[node].lockedStake += slash
        touch(account: node)
        let terms = paramsHistory[deals[index].paramsVersion]
        if deals[index].mode == .job { deals[index].price = offer.price }
        deals[index].state = .assigned
        deals[index].deadline = now + deals[index].tExec
        deals[index].slots.append(
            Slot(
                node: node,
                wave: 0,
                state: .assigned,
                lock: slash,
                deadline: now + deals[index].tExec,
                fetchUntil: now + terms.tFetch
            )
        )
        changed(index)
        report(.assigned, deal: index, account: node, slot: 0, amount: offer.price)
    }

    private func checkPrice(_ offer: Offer, of index: Int) throws(SettlementError) {
        let deal = deals[index]
        switch deal.mode {
        case .metered:
            guard offer.price >= 0, offer.price <= deal.price else {
                throw SettlementError(.price, "the node asks for more than the price of the deal")
            }
        case .job:
            let floor = Units.priced(deal.maxFuel, at: paramsHistory[deal.paramsVersion].floorPerGfuel)
            guard offer.price > 0, offer.price <= deal.cap, let floor, offer.price >= floor else {
                throw SettlementError(.price, "the price has to be from the floor to the cap")
            }
        }
    }

    private func checkStake(of node: Int, for index: Int) throws(SettlementError) {
        let account = accounts[node]
        let slash = deals[index].slash
        let terms = paramsHistory[deals[index].paramsVersion]
        guard !account.isExiting else { throw SettlementError(.offer, "the node takes no new work") }
        let reserve = Units.scaledUp(account.stake, by: terms.verifyReservePpm, over: Units.ppm) ?? .max
        guard account.freeStake >= slash, account.freeStake - slash >= max(slash, reserve) else {
            throw SettlementError(.stake, "the node's free stake does not cover the slot and the reserve")
        }
    }

    mutating func cancel(_ index: Int, client: Int, now: Int64) throws(SettlementError) {
        try check(index, client: client, state: .posted, now: now)
        report(.cancelled, deal: index, account: client)
        close(index, as: .cancelled, now: now)
    }

    mutating func decline(_ index: Int, node: Int, now: Int64) throws(SettlementError) {
        let slot = try assignedSlot(of: node, in: index, now: now)
        guard now <= deals[index].slots[slot].fetchUntil else {
            throw SettlementError(.late, "the time to fetch the inputs is over")
        }
        release(slot, of: index)
        report(.declined, deal: index, account: node, slot: slot)
        if deals[index].state == .assigned {
            deals[index].slots.removeAll(keepingCapacity: true)
            deals[index].state = .posted
            if deals[index].mode == .job { deals[index].price = 0 }
            deals[index].deadline = now + paramsHistory[deals[index].paramsVersion].tAssign
            changed(index)
        } else {
            deals[index].slots[slot].state = .out
            deals[index].declines += 1
            replaceOne(index, now: now)
        }
    }

    /// A deal in a state, in time, and the client its owner.
    func check(_ index: Int, client: Int, state: DealState, now: Int64) throws(SettlementError) {
        guard deals[index].client == client else { throw SettlementError(.notYours, "the deal is another client's") }
        guard deals[index].state == state else {
            throw SettlementError(.state, "the deal is \(deals[index].state.name), not \(state.name)")
        }
        guard now <= deals[index].deadline else { throw SettlementError(.late, "the time was up") }
    }

    /// The slot of a node that still has to commit, in time.
    func assignedSlot(of node: Int, in index: Int, now: Int64) throws(SettlementError) -> Int {
        guard let slot = deals[index].slots.firstIndex(where: { $0.node == node && $0.state == .assigned }) else {
            throw SettlementError(.notYours, "the node has no slot that waits for it")
        }
        guard now <= deals[index].slots[slot].deadline else { throw SettlementError(.late, "the time was up") }
        return slot
    }

    /// Gives back what is left of a slot's lock.
    mutating func release(_ slot: Int, of index: Int) {
        let lock = deals[index].slots[slot].lock
        guard lock > 0 else { return }
        let node = deals[index].slots[slot].node
        accounts[node].lockedStake -= lock
        accounts[node].freeStake += lock
        deals[index].slots[slot].lock = 0
        touch(account: node)
    }
}
