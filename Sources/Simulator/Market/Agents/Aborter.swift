/// Drops a part of its work without a word.
package struct Aborter: NodeAgent {
    package var rate: Double

    package init(rate: Double) { self.rate = rate }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        random.chance(rate) ? .absent : .honest
    }

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan {
        random.chance(rate) ? .absent : .honest
    }
}
