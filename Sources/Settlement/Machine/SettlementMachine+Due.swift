import ContentAddressing
import Core

extension SettlementMachine {
    /// What comes before every message: ripe stake, the snapshot of a new epoch, draws whose beacon is there.
    mutating func settleDue(_ now: Int64) {
        releaseUnbonded(now)
        let current = now / params.epochLen
        if current > epoch {
            epoch = current
            rebuildTable()
            time = now
        }
        let round = params.round(at: now)
        while let next = draws.next, next.round <= round, let value = beaconValue(next.round, now: now) {
            draws.remove(deal: next.deal)
            draw(next.deal, beacon: value, now: now)
            time = now
        }
    }

    /// Takes the weights of this epoch from the stakes as they are now.
    mutating func rebuildTable() {
        var entries: [DrawTable.Entry] = []
        for (index, account) in accounts.enumerated() {
            let units = min(params.unitsMax, account.stake / params.stakeUnit)
            if units > 0 { entries.append(DrawTable.Entry(account: index, units: units)) }
        }
        entries.sort { accounts[$0.account].id < accounts[$1.account].id }
        table = DrawTable(entries: entries)
        stakeGeneration += 1
    }

    /// The value of a round, or what stands in for one that is missing for ten rounds.
    mutating func beaconValue(_ round: UInt64, now: Int64) -> Digest256? {
        if let value = beacon.value(round) { return value }
        guard params.round(at: now) >= round + Self.missingRoundsMax else { return nil }
        let value = ProtocolHash.beaconFallback(last: beacon.latest(before: round), round: round)
        record(value, round: round, now: now)
        time = now
        return value
    }

    /// How many rounds a missing value is waited for.
    static let missingRoundsMax: UInt64 = 10

    /// Keeps a value as long as a decision can ask for it.
    mutating func record(_ value: Digest256, round: UInt64, now: Int64) {
        var longest: Int64 = 0
        for params in paramsHistory { longest = max(longest, params.tDecide) }
        let kept = UInt64(longest / params.beaconPeriod) + Self.missingRoundsMax + 2
        let current = params.round(at: now)
        beacon.insert(value, round: round, keepingFrom: current > kept ? current - kept : 0)
    }

    private mutating func releaseUnbonded(_ now: Int64) {
        var count = 0
        while count < unbonding.count, unbonding[count].release <= now {
            let ripe = unbonding[count]
            accounts[ripe.account].unbonding -= ripe.amount
            accounts[ripe.account].available += ripe.amount
            touch(account: ripe.account)
            report(.unbonded, account: ripe.account, amount: ripe.amount)
            count += 1
            time = now
        }
        if count > 0 { unbonding.removeFirst(count) }
    }
}
