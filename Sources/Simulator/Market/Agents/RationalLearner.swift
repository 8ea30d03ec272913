/// Knows no formula: it leans to what has earned more per job so far, lying or working, and now and then tries the
/// other.
///
/// The analysis of the protocol shows what its learners came to and names no rule of learning. This one is the rule
/// whose runs come nearest to its rows, of those that docs/market-simulator.md lists.
package struct RationalLearner: NodeAgent {
    private var earned: (honest: Double, lying: Double) = (0, 0)
    private var count: (honest: Double, lying: Double) = (0, 0)
    private var lastWasLie = false
    /// The part of its jobs that it tries things with.
    private var curiosity = 0.2

    package init() {}

    /// What is left of the curiosity after each job.
    private static let sobering = 0.998
    /// The curiosity that is never lost.
    private static let curiosityMin = 0.004
    /// The difference in earnings, in units, by which the better choice becomes e times as likely as the other.
    private static let indifference = 30_000.0

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        let isTrying = random.chance(max(curiosity, Self.curiosityMin))
        curiosity *= Self.sobering
        let lead = mean(earned.lying, count.lying) - mean(earned.honest, count.honest)
        lastWasLie = random.chance(isTrying ? 0.5 : 1 / (1 + Chances.exponential(-lead / Self.indifference)))
        return lastWasLie ? .lie() : .honest
    }

    package mutating func learn(profit: Int64) {
        if lastWasLie {
            earned.lying += Double(profit)
            count.lying += 1
        } else {
            earned.honest += Double(profit)
            count.honest += 1
        }
    }

    private func mean(_ sum: Double, _ count: Double) -> Double { count == 0 ? 0 : sum / count }
}
