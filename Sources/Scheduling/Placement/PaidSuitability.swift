import ContentAddressing
import Core

/// Whether a node can be paid for some work: on which ledger, with which stake behind it, and for how much.
enum PaidSuitability {
    /// The reasons why the node cannot be paid for it, in words for people; empty when it can.
    static func obstacles(
        to work: PaidWork,
        on node: NodeInfo,
        ledger: Digest256?,
        inputBytes: UInt64
    ) -> [String] {
        guard let ledger else { return ["this cluster has no ledger, and the job is to be paid"] }
        guard let deals = node.deals else { return ["the node takes no paid work"] }
        var reasons: [String] = []
        if deals.ledger != ledger {
            reasons.append("the node is paid on another ledger, \(deals.ledger.wireText.prefix(12))")
        }
        if !deals.engines.contains(work.engine) {
            reasons.append("the node has no stake behind results of engine '\(work.engine)'")
        }
        if let price = priceObstacle(work, deals.prices, inputBytes) { reasons.append(price) }
        return reasons
    }

    private static func priceObstacle(_ work: PaidWork, _ prices: NodePrices, _ inputBytes: UInt64) -> String? {
        guard work.cap(at: prices, inputBytes: inputBytes) == nil else { return nil }
        guard let least = work.leastPrice(at: prices, inputBytes: inputBytes), let maxPrice = work.maxPrice else {
            return "the node asks more than can be paid"
        }
        let asks = CreditQuantity.text(least)
        let limit = CreditQuantity.text(maxPrice)
        switch work.measure {
        case .metered(let fuelMax, _):
            let fuel = min(fuelMax, PaidWork.fuelMin)
            return "the node asks up to \(asks) for the first \(fuel) fuel, more than the MaxPrice of \(limit)"
        case .whole: return "the node asks \(asks) for the task, more than the MaxPrice of \(limit)"
        }
    }
}
