/// What a cartel with a share of the weight can make of a lie of one of its members.
///
/// Wave by wave its drawn members support the lie or betray it, whichever is worth more in the end.
package struct CartelGame: Hashable, Sendable {
    /// Who stands where: supporters of the lie, and verifiers for the right result by wave and owner.
    package struct Position: Hashable, Sendable {
        package var wrong: Int
        package var firstOutside = 0
        package var firstOwn = 0
        package var laterOutside = 0
        package var laterOwn = 0
        package var isFirstWave = true

        package init(
            wrong: Int,
            firstOutside: Int = 0,
            firstOwn: Int = 0,
            laterOutside: Int = 0,
            laterOwn: Int = 0,
            isFirstWave: Bool = true
        ) {
            self.wrong = wrong
            self.firstOutside = firstOutside
            self.firstOwn = firstOwn
            self.laterOutside = laterOutside
            self.laterOwn = laterOwn
            self.isFirstWave = isFirstWave
        }

        var right: Int { firstOutside + firstOwn + laterOutside + laterOwn }

        /// After a wave in which so many supported, betrayed, and were none of the cartel's.
        func after(supporters: Int, traitors: Int, outsiders: Int) -> Position {
            var next = self
            next.wrong += supporters
            if isFirstWave {
                next.firstOwn += traitors
                next.firstOutside += outsiders
            } else {
                next.laterOwn += traitors
                next.laterOutside += outsiders
            }
            next.isFirstWave = false
            return next
        }
    }

    package var terms: MarketTerms
    /// The chance that a drawn verifier is the cartel's.
    package var share: Double
    /// Members support the lie whatever it costs.
    package var alwaysSupports = false

    package init(_ terms: MarketTerms, share: Double) {
        self.terms = terms
        self.share = share
    }

    /// What the cartel gains by one lie, over doing the work, in prices.
    package var gain: Double {
        let honest = (1 - terms.cost) + Double(terms.nFirst) * share * (terms.mult - terms.cost)
        let lie = worth(Position(wrong: 1), need: terms.nFirst)
        return (1 - terms.p) * terms.cost + terms.p * (lie - honest)
    }

    /// How many of the cartel's members in a wave should support the lie.
    package func bestSupport(_ position: Position, drawn: Int, ofCartel own: Int) -> Int {
        best(position, drawn: drawn, ofCartel: own).support
    }

    /// The smallest slash, in prices, that makes lying no gain.
    package static func leastSigma(_ terms: MarketTerms, share: Double) -> Double {
        var low = 0.0
        var high = 4096.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            var terms = terms
            terms.sigma = middle
            if CartelGame(terms, share: share).gain > 0 { low = middle } else { high = middle }
        }
        return high
    }

    private func worth(_ position: Position, need: Int) -> Double {
        var sum = 0.0
        for (own, chance) in MarketTerms.binomial(need, share: share).enumerated() {
            sum += chance * best(position, drawn: need, ofCartel: own).worth
        }
        return sum
    }

    private func best(_ position: Position, drawn: Int, ofCartel own: Int) -> (support: Int, worth: Double) {
        var best = (support: 0, worth: -Double.infinity)
        // Of equal worth, more support: members would rather not run the job.
        for support in ((alwaysSupports ? own : 0)...own).reversed() {
            let next = position.after(supporters: support, traitors: own - support, outsiders: drawn - own)
            let worth = worth(committed: next)
            if worth > best.worth { best = (support, worth) }
        }
        return best
    }

    private func worth(committed position: Position) -> Double {
        if position.right == 0, position.wrong >= terms.nMin { return 1 + terms.mult * Double(position.wrong - 1) }
        if let need = terms.honestNeed(position.wrong, position.right) { return worth(position, need: need) }
        return settled(position)
    }

    private func settled(_ position: Position) -> Double {
        let traitors = Double(position.firstOwn + position.laterOwn)
        let spent = traitors * terms.cost
        if position.wrong > position.right {
            return 1 + terms.mult * Double(position.wrong - 1) - spent - traitors * terms.sigma
        }
        guard position.right > position.wrong else { return -spent }
        var worth = traitors * terms.mult - spent - Double(position.wrong) * terms.sigma
        let first = position.firstOwn + position.firstOutside
        let later = position.laterOwn + position.laterOutside
        if first > 0 { worth += terms.beta * terms.sigma * Double(position.firstOwn) / Double(first) }
        if later > 0 { worth += terms.gamma * terms.sigma * Double(position.laterOwn) / Double(later) }
        return worth
    }
}
