/// What one deal ties up and costs, as far as it can be known before; amounts are in units.
package struct DealEstimate: Hashable, Sendable {
    /// How a run is checked.
    package enum Checks: Hashable, Sendable {
        /// By one verifier, with a chance per million.
        case chance(Int64)
        /// By one verifier, always.
        case always
        /// By so many replicas in all, always.
        case replicas(Int64)
    }

    /// What is set aside until the deal ends.
    package var escrow: Int64
    /// What posting burns.
    package var postFee: Int64
    /// The mean cost, when the run is charged the least and the most that is expected.
    package var expected: ClosedRange<Int64>
    /// What a client that answers in time pays at most for an agreed result.
    package var most: Int64

    /// Nil when an amount is more than can exist.
    package init?(_ params: Params, checks: Checks, cap: Int64, charge: ClosedRange<Int64>) {
        guard let escrow = params.escrow(cap: cap),
            let least = Self.mean(params, checks, charge.lowerBound),
            let high = Self.mean(params, checks, charge.upperBound),
            let most = Self.cost(params, cap, checks, chance: Units.ppm)
        else { return nil }
        self.escrow = escrow
        postFee = params.postFee
        expected = least...max(least, high)
        self.most = most
    }

    /// The chance per million that a client's wish comes to: never below the ledger's floor.
    package static func chance(_ params: Params, wanted: UInt32?) -> Int64 {
        min(Units.ppm, max(params.pMinPpm, Int64(wanted ?? 0)))
    }

    private static func mean(_ params: Params, _ checks: Checks, _ charge: Int64) -> Int64? {
        guard case .chance(let ppm) = checks else { return cost(params, charge, checks, chance: Units.ppm) }
        return cost(params, charge, checks, chance: ppm)
    }

    /// The charge, the verifiers' pay times the chance that they are paid, and the fee.
    private static func cost(_ params: Params, _ charge: Int64, _ checks: Checks, chance: Int64) -> Int64? {
        let verifiers: Int64 = if case .replicas(let count) = checks { max(0, count - 1) } else { 1 }
        guard let one = Params.verifierPay(charge: charge, multBps: params.multMinBps),
            let all = Units.scaledUp(one, by: verifiers, over: 1),
            let pay = Units.scaledUp(all, by: chance, over: Units.ppm),
            let work = Units.sum(charge, pay)
        else { return nil }
        return Units.sum(work, params.postFee)
    }
}

extension MarketTerms {
    /// The terms of deals that are checked so, for work that costs `cost` of its price.
    package init(_ params: Params, checks: DealEstimate.Checks, cost: Double) {
        self.init(params, cost: cost)
        switch checks {
        case .chance(let ppm): p = Double(ppm) / Double(Units.ppm)
        case .always: p = 1
        case .replicas(let count):
            p = 1
            nMin = Int(count)
            nMax = Int(count)
        }
    }
}
