/// Sends as a verifier what the primary has sent, and cannot open it.
package struct HashCopier: NodeAgent {
    package init() {}

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan {
        SlotPlan(runs: false, copies: true, reveals: false)
    }
}
