/// Lies as a verifier of outsiders in deals of its own client, who keeps the inputs from honest verifiers.
package struct WithholdingMember: NodeAgent {
    package init() {}

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan {
        view.isClientOfGroup && !view.isPrimaryOfGroup ? .lie(.commonWrong(group: view.group)) : .honest
    }
}
