import Testing

@testable import Core

struct PaidWorkTests {
    @Test(
        arguments: [
            (UInt64(0), UInt64(0), Int64(0)), (1, 0, 1), (1_000_000_000, 0, 5), (1_000_000_001, 0, 6), (0, 1, 1),
            (1_000_000_000, 2_000_000_000, 5 + 14), (1, 1, 2),
        ] as [(UInt64, UInt64, Int64)]
    )
    func metered(fuel: UInt64, pageFuel: UInt64, price: Int64) {
        let prices = NodePrices(perGfuel: 5, perGpageFuel: 7)
        #expect(prices.price(fuel: fuel, pageFuel: pageFuel) == price)
    }

    @Test func nothingOverflows() {
        let dear = NodePrices(
            perGfuel: .max,
            perGpageFuel: .max,
            perCPUSecond: .max,
            perGiBSecond: .max,
            perGiBInput: .max
        )
        #expect(dear.price(fuel: .max, pageFuel: 0) == nil)
        #expect(dear.price(fuelMax: .max, pagesMax: 2) == nil)
        #expect(dear.price(fuel: 900_000_000, pageFuel: 0) == 8_301_034_833_169_298_227)
        #expect(dear.wholePrice(cpuMillis: .max, memoryBytes: .max, seconds: .max, inputBytes: .max) == nil)
        #expect(dear.fuel(for: .max, pagesMax: 1, upTo: .max) < 1_000_000_000)
        #expect(NodePrices(perGfuel: -1).price(fuel: 1, pageFuel: 0) == nil)
    }

    @Test func whole() {
        let prices = NodePrices(perCPUSecond: 100, perGiBSecond: 10, perGiBInput: 3)
        #expect(prices.wholePrice(cpuMillis: 500, memoryBytes: 1 << 30, seconds: 60, inputBytes: 0) == 3600)
        #expect(prices.wholePrice(cpuMillis: 1, memoryBytes: 1, seconds: 1, inputBytes: 1) == 3)
        #expect(prices.wholePrice(cpuMillis: 0, memoryBytes: 0, seconds: 9, inputBytes: 3 << 30) == 9)
        #expect(NodePrices().wholePrice(cpuMillis: 9, memoryBytes: 9, seconds: 9, inputBytes: 9) == 0)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func moneyBuysTheMostFuel(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let prices = NodePrices(perGfuel: Int64(random.below(1 << 30)), perGpageFuel: Int64(random.below(1 << 20)))
        let pages = UInt64(random.below(65_536))
        let most = 1 + random.next() >> UInt64(random.below(60))
        let money = Int64(random.next() >> UInt64(1 + random.below(60)))
        let fuel = prices.fuel(for: money, pagesMax: pages, upTo: most)
        #expect(fuel <= most)
        if fuel > 0 { #expect(try #require(prices.price(fuelMax: fuel, pagesMax: pages)) <= money) }
        if fuel < most { #expect(prices.price(fuelMax: fuel + 1, pagesMax: pages).map { $0 > money } ?? true) }
    }

    @Test func readsTheWork() throws {
        var spec = JobSpec()
        spec.tasks = [TaskSpec()]
        spec.tasks[0].engine.type = "WASM"
        spec.tasks[0].resources.memory = "100000"
        #expect(PaidWork(spec) == nil)
        spec.trust = TrustSpec(style: .trusted)
        #expect(PaidWork(spec) == nil)
        spec.trust = TrustSpec(style: .assured)
        #expect(
            PaidWork(spec)
                == PaidWork(engine: "wasm", measure: .metered(fuelMax: 100_000_000_000, pagesMax: 2), maxPrice: nil)
        )
        spec.trust?.maxFuel = 7
        spec.trust?.maxPrice = 9
        #expect(PaidWork(spec) == PaidWork(engine: "wasm", measure: .metered(fuelMax: 7, pagesMax: 2), maxPrice: 9))
        spec.tasks[0].engine.type = "sandbox"
        spec.tasks[0].resources.cpu = "2"
        spec.tasks[0].timeouts.executionSeconds = 30
        let whole = PaidWork.Measure.whole(cpuMillis: 2000, memoryBytes: 100_000, seconds: 30)
        #expect(PaidWork(spec) == PaidWork(engine: "sandbox", measure: whole, maxPrice: 9))
    }

    @Test func moneyLimitsTheFuelAndNotLess() {
        let prices = NodePrices(perGfuel: 10, perGpageFuel: 1)
        var work = PaidWork(engine: "wasm", measure: .metered(fuelMax: 100_000_000_000, pagesMax: 10))
        #expect(work.cap(at: prices) == 2000)
        #expect(work.fuel(at: prices, cap: 2000) == 100_000_000_000)
        work.maxPrice = 500
        #expect(work.cap(at: prices) == 500)
        #expect(work.fuel(at: prices, cap: 500) == 25_000_000_000)
        work.maxPrice = 20
        #expect(work.cap(at: prices) == 20)
        work.maxPrice = 19
        #expect(work.cap(at: prices) == nil)
        #expect(work.fullPrice(at: prices) == 2000)
        // A limit below 10⁹ fuel has to be covered whole.
        work.measure = .metered(fuelMax: 900_000_000, pagesMax: 10)
        #expect(work.cap(at: prices) == 18)
    }

    @Test func wholeWorkIsPaidWholeOrNotAtAll() {
        let prices = NodePrices(perCPUSecond: 10, perGiBInput: 4)
        var work = PaidWork(engine: "sandbox", measure: .whole(cpuMillis: 1000, memoryBytes: 0, seconds: 60))
        #expect(work.cap(at: prices) == 600)
        work.maxPrice = 600
        #expect(work.cap(at: prices) == 600)
        #expect(work.cap(at: prices, inputBytes: 1) == nil)
        work.maxPrice = 599
        #expect(work.cap(at: prices) == nil)
        #expect(work.fuel(at: prices, cap: 600) == 0)
    }

    @Test(
        arguments: [
            ("1", Int64(1)), ("1.5cr", 1_500_000_000), ("0.000000001cr", 1), (" 3cr ", 3_000_000_000),
            ("9223372036.854775807cr", .max), ("9223372036.854775808cr", nil), ("0", nil), ("0cr", nil), ("-1cr", nil),
            ("1.cr", nil), (".5cr", nil), ("1.0000000001cr", nil), ("cr", nil), ("", nil), ("1,5cr", nil), ("1e3", nil),
        ] as [(String, Int64?)]
    )
    func credits(_ text: String, _ units: Int64?) {
        #expect(CreditQuantity(text)?.units == units)
        if let units { #expect(CreditQuantity(CreditQuantity.text(units))?.units == units) }
    }

    @Test(arguments: [
        (Int64(0), "0cr"), (1, "0.000000001cr"), (-1_500_000_000, "-1.5cr"), (100_000_000_000, "100cr"),
    ])
    func showsCredits(_ units: Int64, _ text: String) { #expect(CreditQuantity.text(units) == text) }
}
