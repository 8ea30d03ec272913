/// Is honest as a primary, and lies as a verifier so that an honest primary of others is slashed.
package struct FramingMember: NodeAgent {
    /// Lies only when the majority is certain.
    package var isCareful: Bool

    package init(isCareful: Bool) { self.isCareful = isCareful }

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan {
        guard !view.isPrimaryOfGroup else { return .honest }
        let replicas = view.committed.count + view.drawn
        let isCertain = 2 * (view.supporters + view.drawnOfGroup) > replicas
        return isCareful && !isCertain ? .honest : .lie(.commonWrong(group: view.group))
    }
}
