package import Settlement

/// What a simulation of the market starts from; the same setup gives the same report, byte for byte.
package struct MarketSetup: Sendable {
    /// How often the promises of the protocol are checked.
    package enum Checks: Hashable, Sendable {
        case everyMessage
        /// Every thousand deals, everything.
        case now
        case never
    }

    package var name: String
    package var seed: UInt64
    package var deals: Int
    package var params = Params()
    package var groups: [NodeGroup]
    package var clients: [ClientGroup] = [.honest(4)]
    /// The price of a job.
    package var price: Int64 = 1_000_000
    /// The most that a job may cost.
    package var cap: Int64 = 1_000_000
    /// What running a job costs its node.
    package var cost: Int64 = 700_000
    /// Jobs are paid by what they use.
    package var isMetered = false
    /// What a job has used is part of what replicas have to agree on.
    package var commitsUsage = true
    /// The primary keeps the inputs of a deal until it closes, and gives them to whoever verifies it.
    package var primariesServeInputs = true
    /// Nodes replace what they lose.
    package var topsUp = true
    /// Verifications go to whoever is first, which the protocol does not allow.
    package var isRace = false
    package var sealing = Sealing.tag
    package var checks = Checks.everyMessage
    /// The group whose profit the run is about.
    package var focus: String?
    /// The profit of the focus over that of honest nodes that theory predicts, in prices per job.
    package var predicted: Double?

    package init(_ name: String, seed: UInt64, deals: Int, groups: [NodeGroup]) {
        self.name = name
        self.seed = seed
        self.deals = deals
        self.groups = groups
        params.stakeUnit = 200_000_000
    }

    /// Sets the slash per price, and the stake unit with it.
    package mutating func setSigma(_ sigma: Int64) {
        params.sigma = sigma
        params.stakeUnit = sigma * cap
    }

    /// How many nodes there are.
    package var nodeCount: Int { groups.reduce(0) { $0 + $1.count } }

    /// What an honest node earns per primary job when everybody is honest, in prices.
    package var honestBaseline: Double {
        let terms = MarketTerms(params, cost: Double(cost) / Double(price))
        return 1 - terms.cost + terms.p * Double(terms.nFirst) * (terms.mult - terms.cost)
    }
}

extension MarketSetup {
    /// Seals with real encryption instead of tags.
    package mutating func useRealEncryption() { sealing = .hpke }

    /// Takes the rules as first published, by which a client may pay after it has escalated.
    package mutating func usePublishedRules() { params.escalationBinds = 0 }
}
