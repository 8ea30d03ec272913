import Settlement

extension MarketScenarios {
    static let hogs: [MarketSetup] = {
        let hog = NodeGroup("verification hog", 3, VerificationHog())
        let cartel = NodeGroup("hogging cartel", 6, CartelMember(winsRaces: true))
        var sybil = MarketSetup(
            "D sybil split 10x1 stake vs 1x10 stake",
            seed: 0,
            deals: 200_000,
            groups: [
                .honest(40), NodeGroup("sybil: 10 ids x 1 stake", 10, HonestNode()),
                NodeGroup("same owner: 1 id x 10 stake", 1, HonestNode(), slashes: 100),
            ]
        )
        sybil.focus = nil
        return [
            attack("D hog 5% stake, sortition", hog, deals: 200_000),
            attack("D hog 5% stake, first-come race", hog, deals: 200_000) { $0.isRace = true },
            attack("D hogging cartel 10%, sortition", cartel, deals: 200_000),
            attack("D hogging cartel 10%, first-come race", cartel, deals: 200_000) { $0.isRace = true },
            sybil,
        ]
    }()

    static let clients: [MarketSetup] = {
        func setup(_ name: String, _ behaviour: ClientBehaviour) -> MarketSetup {
            var setup = MarketSetup("E " + name, seed: 0, deals: 200_000, groups: [.honest(60)])
            setup.clients = [.honest(3), ClientGroup(name, 1, behaviour)]
            return setup
        }
        return [
            setup("silent (non-paying) client", .silent),
            setup("false-dispute client", .disputing),
            setup("never-verifying client", .dodging),
            setup("over-verifying client", .verifying),
        ]
    }()

    /// Attacks that the analysis has no row for.
    static let ours: [MarketSetup] = [
        retreat(.pair3),
        bribery("X bribery 10%, sigma=200", sigma: 200),
        bribery("X bribery 10%, sigma=30 (too small)", sigma: 30),
        retreat(.pair3, isPublished: true),
        retreat(.pair5),
        retreat(.pair5, isPublished: true),
        withholding("1/3", 20), withholding("1/3", 20, primariesServe: true),
        withholding("20%", 12), withholding("10%", 6),
    ]

    /// A cartel whose client keeps the inputs of its deals from all checkers but its own.
    private static func withholding(_ share: String, _ count: Int, primariesServe: Bool = false) -> MarketSetup {
        let cartel = NodeGroup("withholding cartel", count, WithholdingMember())
        let name = "X withheld inputs \(share)" + (primariesServe ? ", primaries serve them" : "")
        return attack(name, cartel, deals: 100_000) {
            $0.clients = [ClientGroup("withholding client", 2, .withholding, accomplices: 1), .honest(2)]
            $0.primariesServeInputs = primariesServe
            guard !primariesServe else { return }
            $0.predicted = withheldGain($0, members: count)
        }
    }

    /// What withholding gains per primary job of the cartel: three checkers may decline, so two accomplices among the
    /// first five frame the primary, and a slash without the judge's burnt part stays with them.
    private static func withheldGain(_ setup: MarketSetup, members: Int) -> Double {
        var chance = 1.0
        let nodes = 59
        for accomplices in 0...1 {
            // Five draws without replacement from the nodes beside the primary.
            var ways = accomplices == 0 ? 1.0 : 5.0
            for draw in 0..<5 {
                let left = draw < accomplices ? members - draw : nodes - members - (draw - accomplices)
                ways *= Double(left) / Double(nodes - draw)
            }
            chance -= ways
        }
        let terms = MarketTerms(setup.params, cost: 0.7)
        let framed = chance * ((terms.beta + terms.gamma) * terms.sigma + 2 * terms.mult)
        // Half of all deals are its clients', and these verify those of outsiders.
        return 0.5 * Double(60 - members) / Double(members) * framed
    }

    /// A cartel that frames honest nodes with a client which does not want to lose by that.
    private static func retreat(_ profile: MarketProfile, isPublished: Bool = false) -> MarketSetup {
        let framing = NodeGroup("framing cartel", 20, FramingMember(isCareful: false))
        let name = "X framing cartel 1/3 + retreating client \(profile.name)"
        return attack(name + (isPublished ? ", published rules" : ""), framing, deals: 100_000) {
            $0.clients = [ClientGroup("retreating client", 2, .retreating, accomplices: 1), .honest(2)]
            $0.params.nFirst = profile.nFirst
            $0.params.nMax = profile.nMax
            if isPublished { $0.usePublishedRules() }
        }
    }

    /// Liars that offer the first verifier what it would win by telling, as far as lying pays for that.
    static func bribery(_ name: String, sigma: Int64, count: Int = 6, nodes: Int = 60) -> MarketSetup {
        let price: Int64 = 1_000_000
        let others = share(count, of: nodes)
        let dissent = ((1 - others) * 0.5 - others) * Double(sigma * price)
        let savings = 700_000 / 0.025
        let offer = min(savings, dissent * 1.05)
        var setup = attack(name, NodeGroup("briber", count, Briber(bribe: Int64(offer))), of: nodes, deals: 200_000) {
            $0.setSigma(sigma)
        }
        setup.groups[0].agent = HonestNode(bribeThreshold: Int64(dissent))
        return setup
    }
}
