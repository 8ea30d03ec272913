/// Lies as a primary; as a verifier it swears to the lies of its group and is honest to all others.
package struct CartelMember: NodeAgent {
    package var winsRaces: Bool

    package init(winsRaces: Bool = false) { self.winsRaces = winsRaces }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        .lie(.commonWrong(group: group))
    }

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan {
        view.isPrimaryOfGroup ? .lie(.commonWrong(group: view.group)) : .honest
    }
}
