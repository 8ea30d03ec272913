package import Settlement

/// Lies as a primary; as a verifier it supports or betrays the lie, whichever the group gains more by.
package struct SmartCartelMember: NodeAgent {
    private let game: CartelGame

    package init(game: CartelGame) { self.game = game }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        .lie(.commonWrong(group: group))
    }

    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan {
        guard view.isPrimaryOfGroup else { return .honest }
        let position = CartelGame.Position(
            wrong: view.supporters,
            firstOutside: view.opponents(inFirstWave: true, ofGroup: false),
            firstOwn: view.opponents(inFirstWave: true, ofGroup: true),
            laterOutside: view.opponents(inFirstWave: false, ofGroup: false),
            laterOwn: view.opponents(inFirstWave: false, ofGroup: true),
            isFirstWave: view.wave == 1
        )
        let supporters = game.bestSupport(position, drawn: view.drawn, ofCartel: view.drawnOfGroup)
        return view.placeInGroup < supporters ? .lie(.commonWrong(group: view.group)) : .honest
    }
}
