/// Never runs anything.
package struct LazyGuesser: NodeAgent {
    package init() {}
    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan { .lie() }
    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan { .lie() }
}
