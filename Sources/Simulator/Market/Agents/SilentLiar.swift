/// Lies as a primary and never opens its commitment.
package struct SilentLiar: NodeAgent {
    package init() {}

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        SlotPlan(runs: false, result: .ownWrong, reveals: false)
    }
}
