import Settlement

extension MarketScenarios {
    /// The share of the others of a group in the draws of one of its deals.
    static func share(_ members: Int, of nodes: Int = 60) -> Double { Double(members - 1) / Double(nodes - 1) }

    /// What a liar without accomplices is predicted to gain: its fellows are honest verifiers.
    static func loneGain(_ terms: MarketTerms, share: Double) -> Double {
        let fellows = share * ((terms.beta + terms.gamma) * terms.sigma + terms.mult - terms.cost)
        return terms.cost - terms.p * (1 + terms.sigma) + terms.p * fellows
    }

    static let strategies: [MarketSetup] = {
        var terms = MarketTerms()
        terms.cost = 0.7
        let fellows = share(6)
        let alone = loneGain(terms, share: fellows)
        func setup(_ name: String, _ agent: any NodeAgent, predicted: Double? = nil) -> MarketSetup {
            attack("B " + name, NodeGroup(name, 6, agent)) { $0.predicted = predicted }
        }
        let leak = fellows * (terms.beta + fellows * terms.gamma) * terms.sigma
        return [
            setup("lazy primary", LazyPrimary(), predicted: alone),
            setup("lazy guesser", LazyGuesser()),
            setup("random cheater 20%", LazyPrimary(rate: 0.2), predicted: 0.2 * alone),
            setup("hash copier", HashCopier()),
            setup("liar that never reveals", SilentLiar(), predicted: alone),
            setup("garbage ciphertext", GarbageSealer()),
            setup(
                "leaking liar",
                LeakingLiar(),
                predicted: terms.cost - terms.p * (1 + terms.sigma) + terms.p * leak
            ),
            setup("aborter 30%", Aborter(rate: 0.3)),
            setup("slow node 30% late", SlowNode(rate: 0.3)),
        ] + overchargers(terms, share: fellows)
    }()

    private static func overchargers(_ terms: MarketTerms, share: Double) -> [MarketSetup] {
        func setup(_ name: String, _ change: (inout MarketSetup) -> Void) -> MarketSetup {
            attack("B over-charger, " + name, NodeGroup("over-charger/throttler", 6, Overcharger())) {
                $0.isMetered = true
                $0.cap = 1_250_000
                $0.setSigma(200)
                change(&$0)
            }
        }
        let slash = 1.25 * terms.sigma
        let fellows = share * ((terms.beta + terms.gamma) * slash + terms.mult - terms.cost)
        return [
            setup("fuel inside the digest") { $0.predicted = 0.25 + terms.p * (fellows - 1.25 - slash) },
            setup("time pricing (usage not in digest)") {
                $0.predicted = 0.25
                $0.commitsUsage = false
            },
        ]
    }

    static let cartels: [MarketSetup] = {
        func setup(
            _ name: String,
            _ count: Int,
            _ profile: MarketProfile,
            isSmart: Bool = false,
            sigma: Int64 = 200
        ) -> MarketSetup {
            var terms = MarketTerms(profile)
            terms.cost = 0.7
            terms.sigma = Double(sigma)
            var game = CartelGame(terms, share: share(count))
            game.alwaysSupports = !isSmart
            let agent: any NodeAgent = isSmart ? SmartCartelMember(game: game) : CartelMember()
            return attack("C " + name, NodeGroup(isSmart ? "smart cartel" : "cartel", count, agent)) {
                $0.params.nFirst = profile.nFirst
                $0.params.nMax = profile.nMax
                $0.setSigma(sigma)
                $0.predicted = game.gain
            }
        }
        return [
            setup("cartel 1/3 seed3", 20, .seed3),
            setup("cartel 1/3 pair3", 20, .pair3),
            setup("cartel 1/3 pair5", 20, .pair5),
            setup("smart cartel 1/3 pair3", 20, .pair3, isSmart: true),
            setup("smart cartel 1/3 pair5", 20, .pair5, isSmart: true),
            setup("cartel 1/3 pair3 sigma=30 (too small)", 20, .pair3, sigma: 30),
            setup("cartel 10% pair3", 6, .pair3),
            setup("cartel 20% pair3", 12, .pair3),
        ]
    }()

    static let framing: [MarketSetup] = {
        let careful = NodeGroup("smart framing cartel", 20, FramingMember(isCareful: true))
        let always = NodeGroup("framing cartel", 20, FramingMember(isCareful: false))
        return [
            attack("C smart framing 1/3 seed3 (parallel draw)", careful) { $0.params.nFirst = 2 },
            attack("C smart framing 1/3 pair3", careful),
            attack("C framing cartel 1/3 pair3, honest clients", always),
            attack("C framing cartel 1/3 + framing client pair3", always, deals: 100_000) {
                $0.clients = [ClientGroup("framing client", 2, .framing, accomplices: 1), .honest(2)]
            },
        ]
    }()
}
