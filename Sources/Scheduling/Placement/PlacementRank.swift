import Core

/// What makes one node better than another for a partition, the weightiest first.
struct PlacementRank: Comparable {
    var isUntroubled: Bool
    var held: UInt64
    var preferences: Int
    /// What the node asks for the work; 0 when nobody is paid.
    var price: Int64 = 0
    /// How much went wrong there lately, see ``NodeRecord``; 0 when nobody is paid.
    var faults: UInt32 = 0
    var hasFreeSlot: Bool
    var freeCPU: Int

    static func < (left: PlacementRank, right: PlacementRank) -> Bool {
        if left.isUntroubled != right.isUntroubled { return right.isUntroubled }
        if left.held != right.held { return left.held < right.held }
        if left.preferences != right.preferences { return left.preferences < right.preferences }
        if left.price != right.price { return left.price > right.price }
        if left.faults != right.faults { return left.faults > right.faults }
        if left.hasFreeSlot != right.hasFreeSlot { return right.hasFreeSlot }
        return left.freeCPU < right.freeCPU
    }

    /// Why the node was chosen, for people; `others` are the ranks of all nodes that had room, this one among them.
    func reason(needs: UInt64, others: [PlacementRank]) -> String {
        if needs > 0 && held >= needs { return "it holds all \(needs) bytes of the input" }
        if needs > 0 && held > 0 { return "it holds \(held) of \(needs) bytes of the input" }
        if let reason = paidReason(others) { return reason }
        if needs > 0 { return "no holder of the input had room; \(needs) bytes are moved" }
        return hasFreeSlot ? "it had the most free capacity" : "it works through short executions fastest"
    }

    /// What decided between nodes that are paid and alike in what weighs more; nil when neither price nor record did.
    private func paidReason(_ others: [PlacementRank]) -> String? {
        let alike = others.filter {
            $0.isUntroubled == isUntroubled && $0.held == held && $0.preferences == preferences
        }
        if alike.contains(where: { $0.price > price }) {
            return "it asks least: \(CreditQuantity.text(price)) for all that the task may use"
        }
        guard alike.contains(where: { $0.faults > faults }) else { return nil }
        return "it asks no more than others and failed this cluster less often lately"
    }
}
