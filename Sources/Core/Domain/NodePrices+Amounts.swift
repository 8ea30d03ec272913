/// What work costs at a node's prices; every part rounds up by itself.
extension NodePrices {
    private static let billion: UInt128 = 1_000_000_000
    private static let gibibyte: UInt128 = 1 << 30
    private static let milli: UInt128 = 1000

    /// The price of metered work; nil when it is more than can exist.
    package func price(fuel: UInt64, pageFuel: UInt64) -> Int64? {
        Self.amount([
            Self.part(UInt128(fuel), perGfuel, Self.billion),
            Self.part(UInt128(pageFuel), perGpageFuel, Self.billion),
        ])
    }

    /// The most that a run with so much fuel can cost when it never holds more than `pagesMax` pages of 64 KiB.
    package func price(fuelMax: UInt64, pagesMax: UInt64) -> Int64? {
        let (pageFuel, overflow) = fuelMax.multipliedReportingOverflow(by: pagesMax)
        return overflow ? nil : price(fuel: fuelMax, pageFuel: pageFuel)
    }

    /// The price of work that has no fuel: what it reserves, for as long as it may run, and what it reads.
    ///
    /// Nil when it is more than can exist; amounts must not be negative.
    package func wholePrice(cpuMillis: Int, memoryBytes: Int64, seconds: Int64, inputBytes: UInt64) -> Int64? {
        let seconds = UInt128(seconds)
        return Self.amount([
            Self.part(UInt128(cpuMillis) * seconds, perCPUSecond, Self.milli),
            Self.part(UInt128(memoryBytes) * seconds, perGiBSecond, Self.gibibyte),
            Self.part(UInt128(inputBytes), perGiBInput, Self.gibibyte),
        ])
    }

    /// The most fuel, up to `fuelMax`, with which a run can never cost more than `money`.
    package func fuel(for money: Int64, pagesMax: UInt64, upTo fuelMax: UInt64) -> UInt64 {
        var (low, high) = (UInt64(0), fuelMax)
        while low < high {
            let middle = high - (high - low) / 2
            if let price = price(fuelMax: middle, pagesMax: pagesMax), price <= money {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }

    /// `quantity · price / divisor`, rounded up; nil when a price is negative or the product has more than 128 bits.
    private static func part(_ quantity: UInt128, _ price: Int64, _ divisor: UInt128) -> UInt128? {
        guard let price = UInt128(exactly: price) else { return nil }
        let (product, overflow) = quantity.multipliedReportingOverflow(by: price)
        return overflow ? nil : product / divisor + (product % divisor > 0 ? 1 : 0)
    }

    private static func amount(_ parts: [UInt128?]) -> Int64? {
        var sum: UInt128 = 0
        for part in parts {
            guard let part, part <= UInt128(CreditQuantity.unitsMax) else { return nil }
            sum += part
        }
        return sum <= UInt128(CreditQuantity.unitsMax) ? Int64(sum) : nil
    }
}
