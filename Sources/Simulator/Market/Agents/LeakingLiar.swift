/// Lies as a primary and tells the verifiers what to say, with proof.
package struct LeakingLiar: NodeAgent {
    package init() {}

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        SlotPlan(runs: false, result: .ownWrong, leaks: true)
    }
}
