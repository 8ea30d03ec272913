/// Makes results up as a primary, and is honest where everything is compared: as a verifier.
package struct LazyPrimary: NodeAgent {
    /// Of so many of its jobs.
    package var rate = 1.0

    package init(rate: Double = 1) { self.rate = rate }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        rate >= 1 || random.chance(rate) ? .lie() : .honest
    }
}
