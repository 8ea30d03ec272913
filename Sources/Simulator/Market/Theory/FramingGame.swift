package import Settlement

/// What a cartel can make of lies as verifiers, against the honest primary of another, with or without the client.
package struct FramingGame: Hashable, Sendable {
    /// The client of the deal.
    package enum Client: Hashable, Sendable {
        case honest
        /// Works with the cartel: disputes as soon as it is ahead.
        case malicious
        /// Works with the cartel, and pays everybody when it can only lose: the rule as first published.
        case retreating
        /// As `retreating`, but cannot pay once it has escalated; accomplices may then report each other's lies.
        case bound
    }

    private struct Position {
        var liars = 0
        var laterLiars = 0
        var ownHonest = 0
        var outside = 0
        var isFirstWave = true
        var isEscalated = false

        var wrong: Int { liars + laterLiars }
        /// With the primary.
        var right: Int { 1 + ownHonest + outside }
    }

    package var terms: MarketTerms
    /// The chance that a drawn verifier is the cartel's.
    package var share: Double
    package var client: Client
    /// What destroying a price's worth of honest stake is worth to the attackers.
    package var spite = 0.0

    package init(_ terms: MarketTerms, share: Double, client: Client) {
        self.terms = terms
        self.share = share
        self.client = client
    }

    /// The best gain per verified deal of an outsider, over honest verification, in prices.
    ///
    /// A client that may pay what differs can save its accomplices their work at any time, and nobody else loses by
    /// that; for such a client the gain is what comes on top.
    package var gain: Double {
        var sum = 0.0
        for (own, chance) in MarketTerms.binomial(terms.nFirst, share: share).enumerated() {
            var honest = Double(own) * terms.mult
            if client == .honest || client == .malicious { honest -= Double(own) * terms.cost }
            if client != .honest { honest -= 1 + terms.mult * Double(terms.nFirst) }
            sum += chance * (best(Position(), drawn: terms.nFirst, ofCartel: own) - honest)
        }
        return sum
    }

    /// The most honest stake that is destroyed per price that the attackers lose; nil when they lose nothing.
    package static func griefingFactor(_ terms: MarketTerms, share: Double, client: Client) -> Double? {
        var game = FramingGame(terms, share: share, client: client)
        guard game.gain <= 1e-9 else { return nil }
        var low = 0.0
        var high = 1024.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            // Worth it as long as what is destroyed exceeds `middle` times what is lost.
            game.spite = 1 / middle
            if game.gain > 1e-9 { low = middle } else { high = middle }
        }
        return high
    }

    private func best(_ position: Position, drawn: Int, ofCartel own: Int) -> Double {
        var best = -Double.infinity
        for lying in 0...own {
            var next = position
            if position.isFirstWave { next.liars += lying } else { next.laterLiars += lying }
            next.ownHonest += own - lying
            next.outside += drawn - own
            next.isFirstWave = false
            best = max(best, worth(committed: next))
        }
        if client == .bound, position.wrong > 0, own > 0 {
            best = max(best, reported(position, drawn: drawn, ofCartel: own))
        }
        return best
    }

    /// Drawn accomplices report the earlier lies of their own for the bounty, and run the job.
    private func reported(_ position: Position, drawn: Int, ofCartel own: Int) -> Double {
        var next = position
        (next.liars, next.laterLiars) = (0, 0)
        next.ownHonest += own
        next.outside += drawn - own
        return paidToAll(next) - Double(position.wrong) * (1 - terms.beta) * terms.sigma
    }

    private func worth(_ position: Position, need: Int) -> Double {
        var sum = 0.0
        for (own, chance) in MarketTerms.binomial(need, share: share).enumerated() {
            sum += chance * best(position, drawn: need, ofCartel: own)
        }
        return sum
    }

    private func worth(committed position: Position) -> Double {
        if position.wrong == 0 { return paidToAll(position) }
        guard client != .honest else {
            let need = terms.honestNeed(position.wrong, position.right)
            return need.map { worth(position, need: $0) } ?? settled(position)
        }
        var best = -Double.infinity
        if let need = terms.need(position.wrong + position.right) {
            var next = position
            next.isEscalated = true
            best = worth(next, need: need)
        }
        if position.wrong != position.right { best = max(best, settled(position)) }
        let mayPay = client == .retreating || client == .bound && !position.isEscalated
        if mayPay { best = max(best, paidToAll(position)) }
        return best
    }

    private func paidToAll(_ position: Position) -> Double {
        let replicas = position.wrong + position.right
        let own = Double(position.wrong + position.ownHonest) * terms.mult - Double(position.ownHonest) * terms.cost
        return own - (client == .honest ? 0 : 1 + terms.mult * Double(replicas - 1))
    }

    private func settled(_ position: Position) -> Double {
        let ownHonest = Double(position.ownHonest)
        let wrong = Double(position.wrong)
        if position.wrong > position.right {
            let bounties =
                (position.liars > 0 ? terms.beta : 0) * terms.sigma
                + (position.laterLiars > 0 ? terms.gamma : 0) * terms.sigma
            let slashed = Double(position.right) * terms.sigma
            var worth = wrong * terms.mult + bounties - ownHonest * (terms.sigma + terms.cost)
            worth += spite * (slashed - ownHonest * terms.sigma)
            if client != .honest { worth += min(slashed - bounties, wrong * terms.mult - 1) - wrong * terms.mult }
            return worth
        }
        guard position.right > position.wrong else { return -ownHonest * terms.cost }
        let paid = 1 + terms.mult * Double(position.right - 1)
        var worth = ownHonest * (terms.mult - terms.cost) - wrong * terms.sigma
        if client != .honest { worth += min(wrong * terms.sigma, paid - 1) - paid }
        return worth
    }
}
