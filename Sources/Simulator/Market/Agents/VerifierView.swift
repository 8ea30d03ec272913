/// What a verifier knows when it decides what to do; members of one group know of each other's plans.
package struct VerifierView: Sendable {
    /// One slot of the deal, as the group sees it.
    package struct Fact: Sendable {
        package var group: Int
        package var wave: Int
        package var plan: SlotPlan
    }

    /// The group that the verifier belongs to.
    package var group: Int
    /// The slots that have committed before.
    package var committed: [Fact]
    package var wave: Int
    /// How many nodes were drawn in this wave.
    package var drawn: Int
    /// How many of them belong to the verifier's group.
    package var drawnOfGroup: Int
    /// The place of this verifier among those of its group in this wave.
    package var placeInGroup: Int
    /// Whether the client works with the verifier's group.
    package var isClientOfGroup = false

    /// Whether the primary belongs to the verifier's group.
    package var isPrimaryOfGroup: Bool { committed.first?.group == group }

    /// The primary's plan, which its group knows.
    package var primaryPlan: SlotPlan { committed.first?.plan ?? .honest }

    /// How many slots support the wrong result of the group.
    package var supporters: Int {
        var count = 0
        for fact in committed where fact.plan.result == .commonWrong(group: group) { count += 1 }
        return count
    }

    /// The verifiers for the right result, of the first wave or of later ones, of the group or not.
    package func opponents(inFirstWave isFirst: Bool, ofGroup isOwn: Bool) -> Int {
        var count = 0
        for fact in committed where fact.wave > 0 && (fact.wave == 1) == isFirst && (fact.group == group) == isOwn {
            if fact.plan.result != .commonWrong(group: group) { count += 1 }
        }
        return count
    }
}
