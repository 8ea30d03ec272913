/// Runs every job; its machine may fail it now and then.
package struct HonestNode: NodeAgent {
    /// The chance that a run gives a wrong result without anybody's will.
    package var softErrorRate = 0.0
    /// What a bribe has to exceed to be taken; nil for one that takes none.
    package var bribeThreshold: Int64?

    package init(softErrorRate: Double = 0, bribeThreshold: Int64? = nil) {
        self.softErrorRate = softErrorRate
        self.bribeThreshold = bribeThreshold
    }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan { run(&random) }

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan { run(&random) }

    package func takes(bribe: Int64) -> Bool { bribeThreshold.map { bribe > $0 } ?? false }

    private func run(_ random: inout RandomStream) -> SlotPlan {
        guard softErrorRate > 0, random.chance(softErrorRate) else { return .honest }
        return SlotPlan(result: .ownWrong)
    }
}
