/// Runs its jobs at leisure and claims all that the deal allows: a throttler is one, when time is what is paid.
package struct Overcharger: NodeAgent {
    package init() {}

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        SlotPlan(overcharges: true)
    }
}
