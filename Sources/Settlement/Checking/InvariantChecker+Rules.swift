import ContentAddressing
import Core

extension InvariantChecker {
    /// Checks all balances against each other: I1 to I4.
    static func checkMoney(_ machine: SettlementMachine) throws(InvariantViolation) {
        var total: Int128 = 0
        var escrow = [Int128](repeating: 0, count: machine.accountCount)
        var locked = [Int128](repeating: 0, count: machine.accountCount)
        var open = [Int](repeating: 0, count: machine.accountCount)
        var moving = [Int128](repeating: 0, count: machine.accountCount)
        for deal in machine.openDeals {
            escrow[deal.client] += Int128(deal.escrow)
            open[deal.client] += 1
            for slot in deal.slots { locked[slot.node] += Int128(slot.lock) }
        }
        for item in machine.unbonding { moving[item.account] += Int128(item.amount) }
        for index in 0..<machine.accountCount {
            let account = machine.account(at: index)
            try checkSigns(account)
            total += Int128(account.available) + Int128(account.escrow) + Int128(account.freeStake)
            total += Int128(account.lockedStake) + Int128(account.unbonding)
            guard Int128(account.escrow) == escrow[index], account.openDeals == open[index] else {
                throw InvariantViolation("I3", "\(account.id) has \(account.escrow) in escrow for \(escrow[index])")
            }
            guard Int128(account.lockedStake) == locked[index] else {
                throw InvariantViolation("I4", "\(account.id) has \(account.lockedStake) locked for \(locked[index])")
            }
            guard Int128(account.unbonding) == moving[index] else {
                throw InvariantViolation(
                    "I1",
                    "\(account.id) has \(account.unbonding) on its way, not \(moving[index])"
                )
            }
        }
        guard total + Int128(machine.burned) + Int128(machine.treasury) == Int128(machine.external),
            machine.external <= Units.supplyMax
        else { throw InvariantViolation("I1", "\(total) in accounts are not what came in") }
    }

    static func checkSigns(_ account: Account) throws(InvariantViolation) {
        let least = min(account.available, account.escrow, account.freeStake, account.lockedStake, account.unbonding)
        guard least >= 0 else { throw InvariantViolation("I2", "\(account.id) has \(least) in a bucket") }
    }

    /// Checks what an open deal looks like: I8, I9, I13 and that it will end.
    static func checkShape(_ deal: Deal, _ machine: SettlementMachine) throws(InvariantViolation) {
        let params = machine.params(of: deal)
        guard deal.liveCount <= params.nMax else {
            throw InvariantViolation("I8", "\(deal.id) has \(deal.liveCount) live slots")
        }
        for (index, slot) in deal.slots.enumerated()
        where deal.slots[..<index].contains(where: { $0.node == slot.node }) {
            throw InvariantViolation("I9", "a node has two slots of \(deal.id)")
        }
        let fee = deal.isFeeBurned ? params.lateVerdictFee(cap: deal.cap) ?? 0 : 0
        guard deal.escrow == deal.escrowAtPost - fee else {
            throw InvariantViolation("I13", "\(deal.id) holds \(deal.escrow), not all of its escrow less \(fee)")
        }
        guard deal.timer != .max || deal.state == .drawing else {
            throw InvariantViolation("I5", "\(deal.id) in \(deal.state.name) waits for nothing")
        }
    }

    /// Checks a deal that has ended: I5 to I7, I10, I12, I13, I16 and I17.
    static func checkClosed(
        _ deal: ClosedDeal,
        _ machine: SettlementMachine,
        _ expectations: Expectations?
    ) throws(InvariantViolation) {
        guard machine.deal(deal.id) == nil else { throw InvariantViolation("I5", "\(deal.id) is closed and open") }
        if let slot = deal.winners.first(where: { deal.losers.contains($0) }) {
            throw InvariantViolation("I6", "slot \(slot) of \(deal.id) has won and lost")
        }
        try checkEscrow(deal)
        try checkEscalation(deal)
        for (index, place) in deal.places.enumerated() where place.slashed > 0 {
            try checkSlash(of: place, index, in: deal, machine)
        }
        guard let expectations else { return }
        try checkHonesty(deal, expectations)
    }

    /// I13: the escrow is what was paid, burned and given back, and a fine beyond it is for a groundless dispute only.
    private static func checkEscrow(_ deal: ClosedDeal) throws(InvariantViolation) {
        let paid = deal.places.reduce(Int64(0)) { $0 + $1.paid }
        guard min(paid, deal.lateFee, deal.refund, deal.clientFine) >= 0,
            paid + deal.lateFee + deal.refund == deal.escrowAtPost,
            deal.clientFine == 0 || deal.outcome == .forcedPaid
        else {
            throw InvariantViolation(
                "I13",
                "\(deal.id) paid \(paid) and burned \(deal.lateFee) of \(deal.escrowAtPost), \(deal.refund) came back"
            )
        }
    }

    /// I17: a client that is bound by its escalation has not ended the deal by its word or silence, nor was it fined.
    private static func checkEscalation(_ deal: ClosedDeal) throws(InvariantViolation) {
        guard deal.isBound else { return }
        let byWord: [Outcome] = [.verifiedPaid, .verifiedPaidLate, .paid, .paidLate, .cancelled]
        guard !byWord.contains(deal.outcome), deal.clientFine == 0, deal.lateFee <= deal.lateFeeMax else {
            throw InvariantViolation(
                "I17",
                "\(deal.id) ended \(deal.outcome.name) after an escalation, with a fine of \(deal.clientFine)"
            )
        }
    }

    private static func checkSlash(
        of place: ClosedDeal.Place,
        _ index: Int,
        in deal: ClosedDeal,
        _ machine: SettlementMachine
    ) throws(InvariantViolation) {
        let isAbsent = place.slashed <= deal.penaltyMax && (place.state == .out || deal.outcome == .aborted)
        let isLeak = place.state == .out && place.slashed == deal.slash && place.digest == nil
        let isBeaten = deal.outcome == .settledSlash && deal.losers.contains(index) && deal.winners.count >= 2
        let isFaulty = deal.outcome == .failedRefund && place.isFaulty
        guard isBeaten || isFaulty || isAbsent || isLeak, place.slashed <= deal.slash else {
            throw InvariantViolation("I10", "slot \(index) of \(deal.id) lost \(place.slashed) without a reason")
        }
        if isBeaten {
            let live = deal.places.filter { $0.state != .out }.count
            guard 2 * deal.winners.count > live else {
                throw InvariantViolation("I10", "\(deal.id) was settled without a strict majority")
            }
        }
    }

    private static func checkHonesty(
        _ deal: ClosedDeal,
        _ expected: Expectations
    ) throws(InvariantViolation) {
        let live = deal.places.indices.filter { deal.places[$0].state != .out }
        let honest = expected.honestSlots.filter { live.contains($0) }
        if honest.count >= 2, 2 * honest.count > live.count {
            for slot in honest where deal.places[slot].slashed > 0 {
                throw InvariantViolation("I7", "slot \(slot) of \(deal.id) was honest with the majority and lost stake")
            }
        }
        if expected.isClientHonest {
            // An honest client disputes what all agree on only when it is bound to, and that costs nothing.
            let isLate = [.paidLate, .verifiedPaidLate].contains(deal.outcome) || deal.lateFee > 0
            guard deal.clientFine == 0, !isLate, deal.outcome != .forcedPaid || deal.isBound else {
                throw InvariantViolation("I12", "\(deal.id) fined a client that did everything right")
            }
        }
        for slot in honest where deal.places[slot].wave > 0 && deal.places[slot].state != .assigned {
            let place = deal.places[slot]
            guard deal.outcome != .failedRefund, !deal.losers.contains(slot), deal.outcome != .unverifiable else {
                continue
            }
            let due = Params.verifierPay(charge: place.charge, multBps: deal.multBps) ?? 0
            guard place.paid >= due else {
                throw InvariantViolation("I16", "slot \(slot) of \(deal.id) verified for \(place.paid), not \(due)")
            }
        }
    }
}
