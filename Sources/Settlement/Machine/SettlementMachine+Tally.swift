import ContentAddressing
import Core

extension SettlementMachine {
    mutating func tallyIfAllOpen(_ index: Int, now: Int64) {
        let isWaiting = deals[index].slots.contains { $0.isLive && $0.state != .opened }
        if !isWaiting { tally(index, now: now) }
    }

    /// Compares the openings and settles the deal, or asks for more replicas in public.
    mutating func tally(_ index: Int, now: Int64) {
        let live = deals[index].slots.indices.filter { deals[index].slots[$0].isLive }
        let group = largestGroup(index)
        if group.count >= 2, 2 * group.count > live.count {
            let losers = live.filter { !group.contains($0) }
            return settle(index, winners: group, losers: losers, now: now)
        }
        if let need = nextNeed(index) {
            deals[index].isPublic = true
            return startWave(index, need: need, now: now)
        }
        let faulty = live.filter { deals[index].slots[$0].isFaulty || deals[index].slots[$0].state != .opened }
        for slot in faulty {
            deals[index].slots[slot].isFaulty = true
            burn(takeLock(slot, of: index), deal: index)
        }
        close(index, as: .failedRefund, losers: faulty, now: now)
    }

    /// The slots of the digest that most slots without fault have opened; of equal groups the one that began first.
    private func largestGroup(_ index: Int) -> [Int] {
        let slots = deals[index].slots
        var largest: [Int] = []
        for first in slots.indices where slots[first].state == .opened && !slots[first].isFaulty {
            let group = slots.indices.filter {
                slots[$0].state == .opened && !slots[$0].isFaulty && slots[$0].digest == slots[first].digest
            }
            if group.count > largest.count { largest = group }
        }
        return largest
    }

    private mutating func settle(_ index: Int, winners: [Int], losers: [Int], now: Int64) {
        var paid: Int64 = 0
        for slot in winners { paid += pay(slot, of: index) }
        guard !losers.isEmpty else {
            let fine = fineForGangingUp(index)
            return close(index, as: .forcedPaid, winners: winners, clientFine: fine, now: now)
        }
        var slashed: Int64 = 0
        for slot in losers {
            if deals[index].slots[slot].state != .opened { deals[index].slots[slot].isFaulty = true }
            slashed += takeLock(slot, of: index)
        }
        let bounties = losers.contains(0) ? payBounties(index, winners: winners) : 0
        let charge = deals[index].slots[winners[0]].charge
        let restitution = min(slashed - bounties, paid - charge)
        let client = deals[index].client
        accounts[client].available += restitution
        touch(account: client)
        report(.restitution, deal: index, account: client, amount: restitution)
        burn(slashed - bounties - restitution, deal: index)
        close(index, as: .settledSlash, winners: winners, losers: losers, restitution: restitution, now: now)
    }

    /// Shares out parts of the primary's slash: one to those who challenged it, one to those who judged.
    private mutating func payBounties(_ index: Int, winners: [Int]) -> Int64 {
        let terms = paramsHistory[deals[index].paramsVersion]
        let challengers = winners.filter { deals[index].slots[$0].wave == 1 }
        let jurors = winners.filter { deals[index].slots[$0].wave > 1 }
        var total: Int64 = 0
        for (group, ppm) in [(challengers, terms.betaPpm), (jurors, terms.gammaPpm)] where !group.isEmpty {
            let share = (Units.scaledDown(deals[index].slash, by: ppm, over: Units.ppm) ?? 0) / Int64(group.count)
            for slot in group { give(share, to: slot, of: index) }
            total += share * Int64(group.count)
        }
        return total
    }

    /// A client that disputes what everybody agrees on pays for it, unless it had no other way left.
    private mutating func fineForGangingUp(_ index: Int) -> Int64 {
        guard !isBound(index) else { return 0 }
        let client = deals[index].client
        let terms = paramsHistory[deals[index].paramsVersion]
        guard terms.auditsCiphertext else {
            burnEscrow(terms.lateVerdictFee(cap: deals[index].cap) ?? 0, of: index)
            return 0
        }
        let fine = min(terms.clientSlash, accounts[client].available)
        accounts[client].available -= fine
        touch(account: client)
        report(.clientFined, deal: index, account: client, amount: fine)
        burn(fine, deal: index)
        return fine
    }
}
