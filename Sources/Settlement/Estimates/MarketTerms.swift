/// The numbers that the incentives of a market hang on, as multiples of a job's price.
package struct MarketTerms: Hashable, Sendable {
    /// The chance of a verification.
    package var p = 0.025
    /// What running a job costs.
    package var cost = 1.0
    /// The slash.
    package var sigma = 200.0
    /// The multiple of the price that verifiers earn.
    package var mult = 1.2
    /// The share of the primary's slash for the first wave.
    package var beta = 0.5
    /// The share of the primary's slash for later waves.
    package var gamma = 0.25
    /// How many verifiers the first wave has.
    package var nFirst = 1
    /// How many replicas there may be.
    package var nMax = 3
    /// How many replicas the client wants to see although they agree.
    package var nMin = 2

    package init() {}

    /// What a ledger's parameters mean for jobs whose cap is their price.
    package init(_ params: Params, cost: Double) {
        p = Double(params.pMinPpm) / 1e6
        self.cost = cost
        sigma = Double(params.sigma)
        mult = Double(params.multMinBps) / 1e4
        beta = Double(params.betaPpm) / 1e6
        gamma = Double(params.gammaPpm) / 1e6
        nFirst = Int(params.nFirst)
        nMax = Int(params.nMax)
    }

    /// How many more replicas an honest client asks for, with so many for two different results; nil when it disputes.
    package func honestNeed(_ left: Int, _ right: Int) -> Int? {
        let isClear = nMax >= 5 && left + right >= nMin && abs(left - right) >= 2
        return isClear ? nil : need(left + right)
    }

    /// How many more replicas can be asked for.
    package func need(_ replicas: Int) -> Int? {
        let next = Params.replicas(after: replicas)
        return next <= nMax ? next - replicas : nil
    }

    /// The chances that 0, 1, … of so many drawn nodes belong to a group with this share.
    package static func binomial(_ count: Int, share: Double) -> [Double] {
        var chances = [1.0]
        for _ in 0..<count {
            var next = [Double](repeating: 0, count: chances.count + 1)
            for (hits, chance) in chances.enumerated() {
                next[hits] += chance * (1 - share)
                next[hits + 1] += chance * share
            }
            chances = next
        }
        return chances
    }
}
