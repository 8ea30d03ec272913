package import Settlement

/// The strategies that a run can be put together from, by name.
package enum MarketStrategy: String, Hashable, Sendable, CaseIterable {
    case honest, lazy, guesser, cheater, copier, mute, garbage, leaker, aborter, slow, throttler, cartel
    case smartCartel = "smart-cartel"
    case framing
    case carefulFraming = "careful-framing"
    case hogger
    case sybil, briber, learner

    /// What it does, in a few words.
    package var summary: String {
        switch self {
        case .honest: "runs every job"
        case .lazy: "makes results up as a primary"
        case .guesser: "never runs anything"
        case .cheater: "makes up a fifth of its results"
        case .copier: "sends as a verifier what the primary has sent"
        case .mute: "lies and never opens its commitment"
        case .garbage: "sends ciphertexts that cannot be read"
        case .leaker: "lies and gives its opening to the verifiers"
        case .aborter: "drops 30 % of its work"
        case .slow: "is too late with 30 % of its work"
        case .throttler: "claims all the fuel that a job may use (metered jobs)"
        case .cartel: "lies together and swears to it together"
        case .smartCartel: "lies together, and betrays its own where that pays"
        case .framing: "lies as a verifier, against others' primaries"
        case .carefulFraming: "as framing, where the majority is certain"
        case .hogger: "wants to be paid for verifying only"
        case .sybil: "honest, with its stake split over many names"
        case .briber: "lies and buys the first verifier"
        case .learner: "does what has earned more so far"
        }
    }

    /// So many nodes of a market that behave so.
    package func group(_ count: Int, of nodes: Int, _ terms: MarketTerms) -> NodeGroup {
        NodeGroup(rawValue, count, agent(count, of: nodes, terms))
    }

    private func agent(_ count: Int, of nodes: Int, _ terms: MarketTerms) -> any NodeAgent {
        switch self {
        case .honest, .sybil: HonestNode()
        case .lazy: LazyPrimary()
        case .guesser: LazyGuesser()
        case .cheater: LazyPrimary(rate: 0.2)
        case .copier: HashCopier()
        case .mute: SilentLiar()
        case .garbage: GarbageSealer()
        case .leaker: LeakingLiar()
        case .aborter: Aborter(rate: 0.3)
        case .slow: SlowNode(rate: 0.3)
        case .throttler: Overcharger()
        case .cartel: CartelMember()
        case .smartCartel:
            SmartCartelMember(game: CartelGame(terms, share: MarketScenarios.share(max(1, count), of: max(2, nodes))))
        case .framing: FramingMember(isCareful: false)
        case .carefulFraming: FramingMember(isCareful: true)
        case .hogger: VerificationHog()
        case .briber: Briber(bribe: Int64(terms.cost / max(terms.p, 1e-6) * 1e6))
        case .learner: RationalLearner()
        }
    }
}
