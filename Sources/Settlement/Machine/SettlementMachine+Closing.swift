import ContentAddressing
import Core

extension SettlementMachine {
    /// Pays a slot out of the escrow and returns what it cost.
    @discardableResult
    mutating func pay(_ slot: Int, of index: Int) -> Int64 {
        let deal = deals[index]
        let charge = deal.slots[slot].charge
        let gross =
            deal.slots[slot].wave == 0
            ? charge : Params.verifierPay(charge: charge, multBps: deal.multBps) ?? charge
        let terms = paramsHistory[deal.paramsVersion]
        let fee = Units.scaledUp(gross, by: terms.feePpm, over: Units.ppm) ?? 0
        let node = deal.slots[slot].node
        takeEscrow(gross, of: index)
        accounts[node].available += gross - fee
        treasury += fee
        deals[index].slots[slot].paid = gross
        touch(account: node)
        report(.paid, deal: index, account: node, slot: slot, amount: gross)
        return gross
    }

    /// Pays every slot that has committed and closes the deal.
    mutating func closePayingAll(_ index: Int, as outcome: Outcome, now: Int64) {
        for slot in deals[index].slots.indices where deals[index].slots[slot].state != .out {
            if deals[index].slots[slot].state != .assigned { pay(slot, of: index) }
        }
        close(index, as: outcome, now: now)
    }

    /// Burns a part of the escrow.
    mutating func burnEscrow(_ amount: Int64, of index: Int) {
        takeEscrow(amount, of: index)
        burn(amount, deal: index)
    }

    private mutating func takeEscrow(_ amount: Int64, of index: Int) {
        precondition(amount <= deals[index].escrow, "the escrow covers every payment")
        deals[index].escrow -= amount
        accounts[deals[index].client].escrow -= amount
        touch(account: deals[index].client)
    }

    /// Takes what a slot still locks away from its node.
    mutating func takeLock(_ slot: Int, of index: Int) -> Int64 {
        takeLock(slot, of: index, atMost: deals[index].slots[slot].lock)
    }

    /// Takes at most so much of a slot's lock away from its node.
    mutating func takeLock(_ slot: Int, of index: Int, atMost most: Int64) -> Int64 {
        let node = deals[index].slots[slot].node
        let amount = min(most, deals[index].slots[slot].lock)
        deals[index].slots[slot].lock -= amount
        deals[index].slots[slot].slashed += amount
        accounts[node].lockedStake -= amount
        stakeGeneration += 1
        touch(account: node)
        report(.slashed, deal: index, account: node, slot: slot, amount: amount)
        return amount
    }

    mutating func give(_ bounty: Int64, to slot: Int, of index: Int) {
        let node = deals[index].slots[slot].node
        accounts[node].available += bounty
        deals[index].slots[slot].bounty += bounty
        touch(account: node)
        report(.bounty, deal: index, account: node, slot: slot, amount: bounty)
    }

    mutating func burn(_ amount: Int64, deal index: Int) {
        burned += amount
        report(.burned, deal: index, amount: amount)
    }

    /// Ends a deal: locks and the rest of the escrow go back, and its place becomes free.
    mutating func close(
        _ index: Int,
        as outcome: Outcome,
        winners: [Int] = [],
        losers: [Int] = [],
        restitution: Int64 = 0,
        clientFine: Int64 = 0,
        now: Int64
    ) {
        for slot in deals[index].slots.indices { release(slot, of: index) }
        let client = deals[index].client
        let refund = deals[index].escrow
        var lateFee = deals[index].escrowAtPost - refund
        for slot in deals[index].slots { lateFee -= slot.paid }
        deals[index].escrow = 0
        accounts[client].escrow -= refund
        accounts[client].available += refund
        accounts[client].openDeals -= 1
        touch(account: client)
        report(.closed, deal: index, account: client, amount: Int64(outcome.rawValue))
        let deal = deals[index]
        let terms = paramsHistory[deal.paramsVersion]
        closed.append(
            ClosedDeal(
                id: deal.id,
                client: accounts[client].id,
                jobKey: deal.jobKey,
                prev: deal.prev,
                outcome: outcome,
                closedAt: now,
                cap: deal.cap,
                slash: deal.slash,
                escrowAtPost: deal.escrowAtPost,
                refund: refund,
                restitution: restitution,
                clientFine: clientFine,
                lateFee: lateFee,
                lateFeeMax: terms.lateVerdictFee(cap: deal.cap) ?? 0,
                isBound: isBound(index),
                multBps: deal.multBps,
                waves: deal.wave,
                penaltyMax: terms.abortPenalty(cap: deal.cap) ?? 0,
                places: deal.slots.map { closedPlace($0) },
                winners: winners,
                losers: losers
            )
        )
        if deal.state == .drawing { draws.remove(deal: index) }
        timers.remove(index)
        dealIndexes.remove(deal.id)
        freeDeals.append(index)
        touchedDeals.append(index)
    }

    private func closedPlace(_ slot: Slot) -> ClosedDeal.Place {
        ClosedDeal.Place(
            node: accounts[slot.node].id,
            wave: slot.wave,
            state: slot.state,
            charge: slot.charge,
            digest: slot.digest,
            isFaulty: slot.isFaulty,
            paid: slot.paid,
            slashed: slot.slashed,
            bounty: slot.bounty
        )
    }
}
