/// Runs its jobs, but sends the client a ciphertext that cannot be read.
package struct GarbageSealer: NodeAgent {
    package init() {}

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        SlotPlan(sendsGarbage: true)
    }
}
