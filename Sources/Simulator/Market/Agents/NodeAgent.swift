/// How a node behaves; the defaults are those of an honest node.
package protocol NodeAgent: Sendable {
    /// Whether it offers itself for work; verifiers are drawn anyway.
    var takesPrimaryWork: Bool { get }

    /// The first of all that see a job to verify, if there were no draw.
    var winsRaces: Bool { get }

    /// What it does as the primary of a deal.
    mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan

    /// What it does as a verifier.
    mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan

    /// Whether it takes a bribe instead of verifying.
    func takes(bribe: Int64) -> Bool

    /// Takes note of what its last job as a primary has earned.
    mutating func learn(profit: Int64)
}

extension NodeAgent {
    package var takesPrimaryWork: Bool { true }
    package var winsRaces: Bool { false }
    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan { .honest }
    package mutating func planVerifier(_ view: VerifierView, _ random: inout RandomStream) -> SlotPlan { .honest }
    package func takes(bribe: Int64) -> Bool { false }
    package mutating func learn(profit: Int64) {}
}
