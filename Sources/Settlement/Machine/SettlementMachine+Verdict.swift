import ContentAddressing
import Core

extension SettlementMachine {
    mutating func verdict(_ what: ClientVerdict, on index: Int, client: Int, now: Int64) throws(SettlementError) {
        try check(index, client: client, state: .verdict, now: now)
        switch what {
        case .pay:
            guard !isBound(index) else {
                throw SettlementError(
                    .bound,
                    "the client has escalated the deal and is bound by what comes out: dispute it, so that the results "
                        + "are compared; when all agree, all are paid and nothing is fined"
                )
            }
            closePayingAll(index, as: .verifiedPaid, now: now)
        case .escalate:
            guard let need = nextNeed(index) else {
                throw SettlementError(.limit, "no more replicas can be had")
            }
            deals[index].isEscalated = true
            report(.escalated, deal: index, account: client)
            startWave(index, need: need, now: now)
        case .dispute:
            deals[index].isDisputed = true
            report(.disputed, deal: index, account: client)
            startRevealing(index, now: now)
        }
    }

    /// Whether the client can no longer end a deal by its word: it has escalated, and alone knows what came of that.
    ///
    /// If it could still pay all, it would dispute only when its accomplices are ahead, and frame others at no risk.
    func isBound(_ index: Int) -> Bool {
        deals[index].isEscalated && paramsHistory[deals[index].paramsVersion].bindsByEscalation
    }

    /// Ends the wait for a verdict: a bound client has its results opened, any other pays all.
    mutating func endVerdict(_ index: Int, now: Int64) {
        let terms = paramsHistory[deals[index].paramsVersion]
        burnEscrow(terms.lateVerdictFee(cap: deals[index].cap) ?? 0, of: index)
        guard isBound(index) else { return closePayingAll(index, as: .verifiedPaidLate, now: now) }
        deals[index].isFeeBurned = true
        startRevealing(index, now: now)
    }

    /// How many replicas the next wave would add; nil when there can be none.
    func nextNeed(_ index: Int) -> Int? {
        let live = deals[index].liveCount
        let next = Params.replicas(after: live)
        guard !deals[index].isExhausted, next <= paramsHistory[deals[index].paramsVersion].nMax else { return nil }
        return next - live
    }

    mutating func startRevealing(_ index: Int, now: Int64) {
        deals[index].state = .revealing
        deals[index].deadline = now + paramsHistory[deals[index].paramsVersion].tReveal
        changed(index)
        tallyIfAllOpen(index, now: now)
    }

    mutating func reveal(_ opening: Opening, of number: UInt32, in index: Int, now: Int64) throws(SettlementError) {
        guard deals[index].state == .revealing else {
            throw SettlementError(.state, "the deal is \(deals[index].state.name), not REVEALING")
        }
        guard now <= deals[index].deadline else { throw SettlementError(.late, "the time was up") }
        let (slot, digest) = try match(opening, slot: number, in: index)
        let deal = deals[index]
        let isRightCharge = deal.cost(fuel: opening.fuel, pages: opening.pages) == deal.slots[slot].charge
        let terms = paramsHistory[deal.paramsVersion]
        let isFaulty = !isRightCharge || (terms.auditsCiphertext && !isSealed(opening, slot: slot, in: index))
        deals[index].slots[slot].state = .opened
        deals[index].slots[slot].digest = digest
        deals[index].slots[slot].isFaulty = isFaulty
        deals[index].isPublic = true
        touchedDeals.append(index)
        if !burntKeys.contains(deal.jobKey) {
            burntKeys[deal.jobKey] = true
            report(.jobBurnt, deal: index)
        }
        report(isFaulty ? .revealedFaulty : .revealed, deal: index, account: deal.slots[slot].node, slot: slot)
        tallyIfAllOpen(index, now: now)
    }

    mutating func reportLeak(
        _ opening: Opening,
        of number: UInt32,
        in index: Int,
        reporter: Int,
        now: Int64
    ) throws(SettlementError) {
        let own = try assignedSlot(of: reporter, in: index, now: now)
        guard !deals[index].isPublic else { throw SettlementError(.late, "results of the deal are public already") }
        let (slot, _) = try match(opening, slot: number, in: index)
        let taken = takeLock(slot, of: index)
        let terms = paramsHistory[deals[index].paramsVersion]
        let bounty = Units.scaledDown(taken, by: terms.betaPpm, over: Units.ppm) ?? 0
        give(bounty, to: own, of: index)
        burn(taken - bounty, deal: index)
        deals[index].slots[slot].state = .out
        report(.leakReported, deal: index, account: reporter, slot: slot, amount: bounty)
        proceed(index, now: now)
    }

    /// The committed slot that an opening opens.
    private func match(
        _ opening: Opening,
        slot number: UInt32,
        in index: Int
    ) throws(SettlementError) -> (slot: Int, digest: Digest256) {
        let slot = Int(number)
        guard slot < deals[index].slots.count, deals[index].slots[slot].state == .committed else {
            throw SettlementError(.slot, "slot \(number) has no closed commitment")
        }
        let digest = opening.digest(job: deals[index].jobKey)
        let commitment = ProtocolHash.commitment(
            place: place(of: slot, in: deals[index]),
            digest: digest,
            charge: deals[index].slots[slot].charge,
            rho: opening.rho
        )
        guard commitment == deals[index].slots[slot].commitment else {
            throw SettlementError(.opening, "this does not open the commitment of slot \(number)")
        }
        return (slot, digest)
    }

    /// Whether the published ciphertext is the one that the opening gives.
    private func isSealed(_ opening: Opening, slot: Int, in index: Int) -> Bool {
        let deal = deals[index]
        guard let commitment = deal.slots[slot].commitment else { return false }
        let expected = sealing.seal(
            opening,
            job: deal.jobKey,
            place: place(of: slot, in: deal),
            commitment: commitment,
            encKey: deal.encKey
        )
        return expected == deal.slots[slot].ciphertext
    }
}
