import ContentAddressing
import Core

extension SettlementMachine {
    mutating func commit(_ commit: Message.Commit, to index: Int, node: Int, now: Int64) throws(SettlementError) {
        let slot = try assignedSlot(of: node, in: index, now: now)
        let charge = commit.charge
        guard charge >= 0, charge <= deals[index].cap else {
            throw SettlementError(.charge, "the charge has to be from 0 to the cap")
        }
        guard deals[index].mode == .metered || charge == deals[index].price else {
            throw SettlementError(.charge, "the charge is not the agreed price of \(deals[index].price)")
        }
        deals[index].slots[slot].commitment = commit.commitment
        deals[index].slots[slot].ciphertext = commit.ciphertext
        deals[index].slots[slot].charge = charge
        deals[index].slots[slot].state = .committed
        report(.committed, deal: index, account: node, slot: slot, amount: charge)
        guard deals[index].state == .assigned else { return proceed(index, now: now) }
        let terms = paramsHistory[deals[index].paramsVersion]
        deals[index].state = .committed
        deals[index].coinRound = terms.round(at: now) + UInt64(terms.beaconDelay)
        deals[index].deadline = now + terms.tDecide
        changed(index)
    }

    mutating func decide(_ decide: Message.Decide, on index: Int, client: Int, now: Int64) throws(SettlementError) {
        try check(index, client: client, state: .committed, now: now)
        let deal = deals[index]
        let terms = paramsHistory[deal.paramsVersion]
        guard terms.round(at: now) >= deal.coinRound else {
            throw SettlementError(.early, "the coin is that of round \(deal.coinRound)")
        }
        guard ProtocolHash.policy(k: decide.k, pPpm: decide.pPpm) == deal.policy else {
            throw SettlementError(.policy, "this is not what the deal was posted with")
        }
        guard !decide.verify || (terms.multMinBps...terms.multMaxBps).contains(decide.multBps) else {
            throw SettlementError(.mult, "the multiplier is not from \(terms.multMinBps) to \(terms.multMaxBps)")
        }
        guard let primary = deal.slots[0].commitment, let value = beaconValue(deal.coinRound, now: now) else {
            throw SettlementError(.beacon, "the beacon has no value for round \(deal.coinRound) yet")
        }
        let pPpm = Int64(decide.pPpm)
        let isInRange = (terms.pMinPpm...Units.ppm).contains(pPpm)
        let coin = ProtocolHash.coin(beacon: value, k: decide.k, deal: deal.id, primary: primary)
        let isForced = ProtocolHash.isVerified(coin: coin, pPpm: isInRange ? pPpm : Units.ppm)
        deals[index].k = decide.k
        guard decide.verify || isForced else {
            report(.decidedToPay, deal: index, account: client)
            pay(0, of: index)
            return close(index, as: .paid, now: now)
        }
        deals[index].multBps = decide.verify ? decide.multBps : terms.multMinBps
        report(.decidedToVerify, deal: index, account: client, amount: deals[index].multBps)
        startWave(index, need: Int(terms.nFirst), now: now)
    }
}
