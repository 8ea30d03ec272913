import Core

/// What is done to a world on purpose, beside what chance does: processes that end in chosen phases, and stops around
/// the delivery of orders.
struct WorldPlan {
    static let clientPhases = [
        "saving", "opening", "waiting", "running", "committed", "deciding", "checking", "cancelling", "ended",
    ]
    static let nodePhases = [
        "awaited", "asking", "running", "keeping", "committing", "committed", "ended", "shown",
    ]

    /// Its own source, so that what chance does is not changed by it.
    var random: SplitMix64
    /// The phase of a deal in which the client's process ends; nil when it has ended, or does not.
    var clientPhase: String?
    /// The phase of a slot in which its node's process ends.
    var nodePhase: String?
    /// An execution that is stopped when its order leaves for the node.
    var stopped: Int?
    /// How many posts are refused, as if somebody else had posted.
    var refusals = 0
    /// What was done, for the test that looks whether everything was.
    var done: [String] = []

    init(seed: UInt64, executions: Int) {
        random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        if random.chance(1, in: 2) { clientPhase = Self.clientPhases[random.below(Self.clientPhases.count)] }
        if random.chance(2, in: 3) { nodePhase = Self.nodePhases[random.below(Self.nodePhases.count)] }
        if random.chance(1, in: 3) { stopped = random.below(executions) }
        if clientPhase == "waiting" || random.chance(1, in: 8) { refusals = 1 + random.below(3) }
    }
}
