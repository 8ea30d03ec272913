package import Core
package import Settlement

/// What one execution of a task costs at most on a node, and what it may use for that.
package struct DealQuote: Hashable, Sendable {
    package var cap: Int64
    /// Per 10⁹ fuel; of work that is paid as a whole the least that it may cost.
    var price: Int64
    /// Per 10⁹ page-fuel.
    var priceMem: Int64
    var fuelMax: UInt64
    var runSeconds: Int64

    /// Throws `validation` when the job's price buys no such run, and `exhausted` when this node is too dear.
    package init(
        _ spec: JobSpec,
        prices: NodePrices,
        checkers: CheckerPrices,
        params: Params,
        inputBytes: UInt64 = 0
    ) throws(CoreError) {
        guard let work = PaidWork(spec) else {
            throw Self.problem("the job is not paid", hint: "set Trust.Style to a style that is")
        }
        switch work.measure {
        case .metered: try self.init(metered: work, spec, prices: checkers.raised(prices), params: params)
        case .whole(_, _, let seconds): try self.init(whole: work, seconds, prices, checkers, inputBytes)
        }
    }

    private init(metered work: PaidWork, _ spec: JobSpec, prices: NodePrices, params: Params) throws(CoreError) {
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

    /// The price itself is for the node to say, between what its checkers need and what its prices come to.
    private init(
        whole work: PaidWork,
        _ seconds: Int64,
        _ prices: NodePrices,
        _ checkers: CheckerPrices,
        _ inputBytes: UInt64
    ) throws(CoreError) {
        guard seconds <= Params.secondsMax else {
            throw Self.problem(
                "an ExecutionTimeout of \(seconds) s is longer than a deal can last, \(Params.secondsMax) s",
                hint: "lower Timeouts.ExecutionTimeout, or use Trust.Style: fast"
            )
        }
        guard let cap = checkers.cap(of: work, at: prices, inputBytes: inputBytes) else {
            let least = [
                work.fullPrice(at: prices, inputBytes: inputBytes),
                checkers.leastPrice(of: work, inputBytes: inputBytes),
            ]
            let text = least.allSatisfy { $0 != nil } ? CreditQuantity.text(least.compactMap { $0 }.max() ?? 0) : nil
            // Another node may ask less.
            throw CoreError(
                .exhausted,
                "the task costs \(text ?? "more than can exist") on the node, checks included, more than it may cost",
                hint: "raise Trust.MaxPrice, or lower Resources or Timeouts.ExecutionTimeout",
                component: "Deals"
            )
        }
        self.cap = cap
        price = checkers.leastPrice(of: work, inputBytes: inputBytes) ?? cap
        priceMem = 0
        fuelMax = 0
        runSeconds = seconds
    }

    private static func problem(_ message: String, hint: String) -> CoreError {
        CoreError(.validation, message, hint: hint, component: "Deals")
    }
}
