extension Params {
    /// The slash of one slot of a deal with this cap; nil when it is more than can exist.
    package func slash(cap: Int64) -> Int64? {
        Units.scaledUp(cap, by: sigma, over: 1).map { max(slashFloor, $0) }
    }

    /// What a client sets aside at post: the same for every deal with this cap.
    package func escrow(cap: Int64) -> Int64? {
        guard let replica = Units.scaledUp(cap, by: multMaxBps, over: Units.bps),
            let replicas = Units.scaledUp(replica, by: nMax, over: 1),
            let late = Units.scaledUp(cap, by: lateVerdictBps, over: Units.bps)
        else { return nil }
        return Units.sum(replicas, late)
    }

    /// What a node that does not show up loses.
    package func abortPenalty(cap: Int64) -> Int64? { Units.scaledUp(cap, by: abortBps, over: Units.bps) }

    /// What a client that does not decide burns.
    package func lateDecideFee(cap: Int64) -> Int64? { Units.scaledUp(cap, by: lateDecideBps, over: Units.bps) }

    /// What a client that gives no verdict burns.
    package func lateVerdictFee(cap: Int64) -> Int64? { Units.scaledUp(cap, by: lateVerdictBps, over: Units.bps) }

    /// The pay of a verifier for a charge.
    package static func verifierPay(charge: Int64, multBps: Int64) -> Int64? {
        Units.scaledUp(charge, by: multBps, over: Units.bps)
    }

    /// The number of replicas after `live` of them did not agree: the next odd number.
    package static func replicas(after live: Int) -> Int { live % 2 == 0 ? live + 1 : live + 2 }

    /// The beacon round that a time lies in.
    package func round(at time: Int64) -> UInt64 { UInt64(time / beaconPeriod) }

    /// How long a deal can take from its assignment on when everybody is silent, up to delays of ticks.
    package func longestDeal(tExec: Int64) -> Int64 {
        let draws = nMax - 1 + maxRedraws + maxDeclines + 2
        let wait = beaconPeriod * (beaconDelay + 1)
        let verifying = tFetch + (Units.scaledUp(tExec, by: vSlackBps, over: Units.bps) ?? tExec)
        return tExec + tFetch + tAssign + tDecide + draws * (wait + verifying)
            + (2 * nMax + 2) * (tVerdict + tReveal)
    }
}
