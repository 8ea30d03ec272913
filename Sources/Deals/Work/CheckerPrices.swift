package import Core
import Settlement

/// What the nodes that may be drawn to check a run ask: the price of a run must buy its check, too.
///
/// A drawn node may decline what pays too little, and after a few declines a run counts as unverifiable: a node could
/// ask so little that nobody ever looks at its results. So a run costs at least so much that three quarters of the
/// nodes take its check, which pays ``Params/multMinBps`` of its price.
package struct CheckerPrices: Hashable, Sendable {
    private let asked: [NodePrices]
    private let multiple: Int64
    /// Per 10⁹ fuel and page-fuel.
    private let perGfuel: Int64
    private let perGpageFuel: Int64

    /// Of all nodes with stake behind the engine, in any order; a checker earns `multBps` of the price.
    package init(_ asked: [NodePrices], multBps: Int64) {
        self.asked = asked
        multiple = multBps
        perGfuel = Self.least(asked.map(\.perGfuel), multBps)
        perGpageFuel = Self.least(asked.map(\.perGpageFuel), multBps)
    }

    /// A node's prices with those of metered work raised to what its checkers need.
    package func raised(_ prices: NodePrices) -> NodePrices {
        var prices = prices
        prices.perGfuel = max(prices.perGfuel, perGfuel)
        prices.perGpageFuel = max(prices.perGpageFuel, perGpageFuel)
        return prices
    }

    /// The least that all of some work without fuel may cost; nil when it is more than can exist.
    package func leastPrice(of work: PaidWork, inputBytes: UInt64) -> Int64? {
        let all = asked.map { work.fullPrice(at: $0, inputBytes: inputBytes) ?? .max }
        let least = Self.least(all, multiple)
        return least <= CreditQuantity.unitsMax ? least : nil
    }

    /// The cap of a deal with a node; nil when it is dearer than the work may be.
    package func cap(of work: PaidWork, at prices: NodePrices, inputBytes: UInt64 = 0) -> Int64? {
        guard case .whole = work.measure else { return work.cap(at: raised(prices), inputBytes: inputBytes) }
        guard let own = work.fullPrice(at: prices, inputBytes: inputBytes),
            let least = leastPrice(of: work, inputBytes: inputBytes)
        else { return nil }
        let cap = max(1, own, least)
        return cap <= work.maxPrice ?? .max ? cap : nil
    }

    /// What three quarters of the checkers take, as a price of which they earn a multiple.
    private static func least(_ asked: [Int64], _ multiple: Int64) -> Int64 {
        guard !asked.isEmpty else { return 0 }
        let ask = asked.sorted()[(3 * asked.count + 3) / 4 - 1]
        return ask == .max ? .max : Units.scaledUp(ask, by: Units.bps, over: multiple) ?? .max
    }
}
