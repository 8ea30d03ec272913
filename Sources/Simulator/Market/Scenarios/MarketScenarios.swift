import Settlement

/// The runs with a name: the table of the protocol's analysis, and a few of our own at its end.
package enum MarketScenarios {
    /// The seed of the first one; each next one has the next seed.
    package static let baseSeed: UInt64 = 20_261_120

    /// All of them in their order.
    package static let all: [MarketSetup] = {
        var setups = honest + strategies + cartels + framing + hogs + clients + mixed + learners + ours
        for index in setups.indices { setups[index].seed = baseSeed + UInt64(index) }
        return setups
    }()

    /// How many of them the analysis has figures for.
    package static let referenceCount = 45

    /// Those whose name is, or begins with, a text; all for `all`.
    package static func named(_ text: String) -> [MarketSetup] {
        if text == "all" { return all }
        let exact = all.filter { $0.name == text }
        return exact.isEmpty ? all.filter { $0.name.lowercased().hasPrefix(text.lowercased()) } : exact
    }

    /// A setup with honest nodes and one group of others.
    static func attack(
        _ name: String,
        _ group: NodeGroup,
        of nodes: Int = 60,
        deals: Int = 800_000,
        _ change: (inout MarketSetup) -> Void = { _ in }
    ) -> MarketSetup {
        var setup = MarketSetup(
            name,
            seed: 0,
            deals: deals,
            groups: [.honest(nodes - group.count), group]
        )
        setup.focus = group.name
        change(&setup)
        return setup
    }

    private static let honest: [MarketSetup] = {
        func setup(_ name: String, _ change: (inout MarketSetup) -> Void = { _ in }) -> MarketSetup {
            var setup = MarketSetup(name, seed: 0, deals: 200_000, groups: [.honest(60)])
            change(&setup)
            return setup
        }
        return [
            setup("A1 honest, pair3 p=2.5% (default)"),
            setup("A2 honest, pair3 p=3%") { $0.params.pMinPpm = 30_000 },
            setup("A3 honest, seed3 p=3% (seed text)") {
                $0.params.pMinPpm = 30_000; $0.params.nFirst = 2
            },
            setup("A4 honest, seed3 p=1.5%") {
                $0.params.pMinPpm = 15_000; $0.params.nFirst = 2
            },
            setup("A5 honest, pair3, soft error 1e-4") {
                $0.groups[0].agent = HonestNode(softErrorRate: 1e-4)
            },
        ]
    }()

    private static let mixed: [MarketSetup] = {
        var mixed = MarketSetup(
            "F mixed: 40 honest + 20 adversaries, mixed clients",
            seed: 0,
            deals: 200_000,
            groups: [
                .honest(40), NodeGroup("cartel", 6, CartelMember()), NodeGroup("lazy guesser", 3, LazyGuesser()),
                NodeGroup("random cheater 20%", 3, LazyPrimary(rate: 0.2)),
                NodeGroup("hash copier", 2, HashCopier()), NodeGroup("aborter 30%", 2, Aborter(rate: 0.3)),
                NodeGroup("liar that never reveals", 2, SilentLiar()), NodeGroup("leaking liar", 2, LeakingLiar()),
            ]
        )
        mixed.clients = [
            .honest(5), ClientGroup("silent (non-paying) client", 1, .silent),
            ClientGroup("false-dispute client", 1, .disputing), ClientGroup("never-verifying client", 1, .dodging),
            ClientGroup("over-verifying client", 1, .verifying),
        ]
        let long = attack(
            "F long run, stake = 10 slashes, no top-up, cartel 1/3",
            NodeGroup("cartel", 20, CartelMember()),
            deals: 200_000
        ) { $0.topsUp = false }
        return [mixed, long]
    }()

    private static let learners: [MarketSetup] = [5, 15, 27, 40, 80, 200].map { (sigma: Int64) in
        var setup = MarketSetup(
            "G rational learners sigma=\(sigma)",
            seed: 0,
            deals: 400_000,
            groups: [NodeGroup("rational learner", 20, RationalLearner())]
        )
        setup.setSigma(sigma)
        setup.focus = "rational learner"
        return setup
    }
}
