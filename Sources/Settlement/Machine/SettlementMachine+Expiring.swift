import ContentAddressing
import Core

extension SettlementMachine {
    /// Carries out the default of a wait that has ended.
    mutating func expire(_ index: Int, now: Int64) {
        let terms = paramsHistory[deals[index].paramsVersion]
        let cap = deals[index].cap
        switch deals[index].state {
        case .posted: close(index, as: .expired, now: now)
        case .assigned:
            fine(0, of: index)
            close(index, as: .aborted, losers: [0], now: now)
        case .committed:
            pay(0, of: index)
            burnEscrow(terms.lateDecideFee(cap: cap) ?? 0, of: index)
            close(index, as: .paidLate, now: now)
        case .drawing, .verifying: dropAbsent(index, now: now)
        case .verdict: endVerdict(index, now: now)
        case .revealing: tally(index, now: now)
        }
    }

    /// Takes verifiers out that did not commit in time, and has them replaced.
    private mutating func dropAbsent(_ index: Int, now: Int64) {
        let sequence = deals[index].sequence
        for slot in deals[index].slots.indices {
            guard deals[index].slots[slot].state == .assigned, deals[index].slots[slot].deadline < now else { continue }
            fine(slot, of: index)
            release(slot, of: index)
            deals[index].slots[slot].state = .out
            deals[index].redraws += 1
            replaceOne(index, now: now)
            // The last replacement that cannot be had may have ended the deal.
            guard openDeal(at: index)?.sequence == sequence else { return }
        }
    }

    /// Takes the penalty of a node that did not show up.
    private mutating func fine(_ slot: Int, of index: Int) {
        let terms = paramsHistory[deals[index].paramsVersion]
        let penalty = terms.abortPenalty(cap: deals[index].cap) ?? 0
        report(.noShow, deal: index, account: deals[index].slots[slot].node, slot: slot, amount: penalty)
        burn(takeLock(slot, of: index, atMost: penalty), deal: index)
    }
}
