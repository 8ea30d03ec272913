/// Knows no formula: it does what has earned more so far, lying or working, and now and then tries the other.
package struct RationalLearner: NodeAgent {
    private var earned: (honest: Double, lying: Double) = (0, 0)
    private var count: (honest: Double, lying: Double) = (0, 0)
    private var lastWasLie = false

    package init() {}

    /// The part of its jobs that it tries things with.
    private static let curiosity = 0.004
    /// At first it tries things with so many jobs.
    private static let apprenticeship = 100.0

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        let jobs = count.honest + count.lying
        if jobs < Self.apprenticeship || random.chance(Self.curiosity) {
            lastWasLie = random.chance(0.5)
        } else {
            lastWasLie = mean(earned.lying, count.lying) > mean(earned.honest, count.honest)
        }
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
