import Core
import Settlement

/// What one execution of a task costs at most on a node, and what it may use for that.
struct DealQuote: Hashable, Sendable {
    var cap: Int64
    /// Per 10⁹ fuel.
    var price: Int64
    /// Per 10⁹ page-fuel.
    var priceMem: Int64
    var fuelMax: UInt64
    var runSeconds: Int64

    /// Throws `validation` when the job's price buys nothing.
    init(_ spec: JobSpec, _ trust: TrustSpec, prices: NodePrices, params: Params) throws(CoreError) {
        let task = spec.task
        price = max(prices.perGfuel, params.floorPerGfuel)
        priceMem = prices.perGpageFuel
        let hasFuel = task.engine.type.equalsIgnoringCase(WasmParameters.engineType)
        let memory = (try? task.resources.amounts())?.memoryBytes ?? 0
        let pages = UInt64(clamping: memory) / DealWork.pageBytes
        let agreed = NodePrices(perGfuel: price, perGpageFuel: priceMem)
        var fuel = hasFuel ? trust.maxFuel ?? TrustSpec.maxFuelDefault : 0
        if let maxPrice = trust.maxPrice { fuel = agreed.fuel(for: maxPrice, pagesMax: pages, upTo: fuel) }
        guard !hasFuel || fuel > 0 else {
            throw CoreError(
                .validation,
                "a price of \(trust.maxPrice ?? 0) buys no fuel at \(price) per 10⁹ units",
                hint: "raise Trust.MaxPrice",
                component: "Deals"
            )
        }
        guard let cost = agreed.price(fuelMax: fuel, pagesMax: pages) else {
            throw CoreError(
                .validation,
                "\(fuel) units of fuel cost more than can exist",
                hint: "lower Trust.MaxFuel",
                component: "Deals"
            )
        }
        cap = max(1, cost)
        fuelMax = fuel
        let slowest = UInt64(max(1, params.refFuelPerS))
        let needed = Int64(clamping: (fuel + slowest - 1) / slowest)
        let asked = task.timeouts.executionSeconds
        runSeconds = min(Params.secondsMax, max(needed, asked > 0 ? asked : Self.runSecondsDefault))
    }

    /// The time that a task without a timeout has.
    static let runSecondsDefault: Int64 = 3600
}
