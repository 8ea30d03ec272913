/// Lies as a primary and pays the first verifier for saying the same.
package struct Briber: NodeAgent {
    /// What it pays: at most what it has saved since it was last verified.
    package var bribe: Int64

    package init(bribe: Int64) { self.bribe = bribe }

    package mutating func planPrimary(group: Int, _ random: inout RandomStream) -> SlotPlan {
        var plan = SlotPlan.lie(.commonWrong(group: group))
        plan.bribe = bribe
        return plan
    }
}
