/// How a lie of the node that runs a job fares, when a share of the network stands by it whatever it costs.
package struct LieOdds: Hashable, Sendable {
    /// The chance that it is found.
    package var found: Double
    /// The net loss of the liars for each lie that is accepted, in prices; nil when none ever is.
    ///
    /// Here they stand by the lie or betray it, whichever is better for them. Negative when lying pays.
    package var lossPerAccepted: Double?

    /// The chance that the wrong result is accepted.
    package var accepted: Double { 1 - found }

    /// Of a deal with these terms, where a drawn verifier is one of the liars with the chance `share`.
    package init(_ terms: MarketTerms, share: Double) {
        let wins = Self.wins(terms, share, wrong: 1, right: 0, need: terms.nFirst)
        found = terms.p * (1 - wins)
        let accepted = 1 - found
        lossPerAccepted = accepted > 0 ? -CartelGame(terms, share: share).gain / accepted : nil
    }

    /// When nobody checks anything.
    package static let unchecked = LieOdds(found: 0, lossPerAccepted: nil)

    private init(found: Double, lossPerAccepted: Double?) {
        self.found = found
        self.lossPerAccepted = lossPerAccepted
    }

    /// The chance that a lie which is checked wins in the end.
    private static func wins(_ terms: MarketTerms, _ share: Double, wrong: Int, right: Int, need: Int) -> Double {
        var sum = 0.0
        for (liars, chance) in MarketTerms.binomial(need, share: share).enumerated() {
            let (wrong, right) = (wrong + liars, right + need - liars)
            let isAgreed = right == 0 && wrong >= terms.nMin
            if !isAgreed, let more = terms.honestNeed(wrong, right) {
                sum += chance * wins(terms, share, wrong: wrong, right: right, need: more)
            } else if wrong > right {
                sum += chance
            }
        }
        return sum
    }
}
