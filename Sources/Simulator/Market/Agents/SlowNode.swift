/// Runs everything, a part of it too late.
package struct SlowNode: NodeAgent {
    package var rate: Double

    package init(rate: Double) { self.rate = rate }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan { run(&random) }

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan { run(&random) }

    private func run(_ random: inout RandomStream) -> SlotPlan {
        random.chance(rate) ? SlotPlan(presence: .tooLate) : .honest
    }
}
