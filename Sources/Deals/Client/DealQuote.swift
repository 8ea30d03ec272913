package import Core
package import Settlement

/// What one execution of a task costs at most on a node, and what it may use for that.
package struct DealQuote: Hashable, Sendable {
    package var cap: Int64
    /// Per 10⁹ fuel.
    var price: Int64
    /// Per 10⁹ page-fuel.
    var priceMem: Int64
    var fuelMax: UInt64
    var runSeconds: Int64

    /// Throws `validation` when the work has no fuel to pay for, or the job's price buys none.
    package init(_ spec: JobSpec, prices: NodePrices, params: Params) throws(CoreError) {
        guard let work = PaidWork(spec), case .metered = work.measure else {
            throw Self.problem(
                "engine '\(spec.task.engine.type)' does not count fuel, and only fuel is paid for",
                hint: "use a wasm program, or Trust.Style: fast"
            )
        }
        price = max(prices.perGfuel, params.floorPerGfuel)
        priceMem = prices.perGpageFuel
        let agreed = NodePrices(perGfuel: price, perGpageFuel: priceMem)
        let cap = work.cap(at: agreed)
        let fuel = work.fuel(at: agreed, cap: cap ?? 0)
        guard let cap, fuel > 0 else {
            throw Self.problem(
                "a price of \(work.maxPrice ?? 0) buys no fuel at \(price) per 10⁹ units, or costs more than can exist",
                hint: "raise Trust.MaxPrice, or lower Trust.MaxFuel"
            )
        }
        self.cap = max(1, cap)
        fuelMax = fuel
        let slowest = UInt64(max(1, params.refFuelPerS))
        let needed = Int64(clamping: fuel / slowest + (fuel % slowest > 0 ? 1 : 0))
        let asked = spec.task.timeouts.executionSeconds
        runSeconds = min(Params.secondsMax, max(needed, asked > 0 ? asked : PaidWork.secondsDefault))
    }

    private static func problem(_ message: String, hint: String) -> CoreError {
        CoreError(.validation, message, hint: hint, component: "Deals")
    }
}
