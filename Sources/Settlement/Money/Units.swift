/// Exact arithmetic on amounts: a unit is 10⁻⁹ credit, amounts are signed 64 bits, products have 128.
package enum Units {
    /// The most units that may ever exist.
    package static let supplyMax: Int64 = 9_000_000_000_000_000_000
    /// The denominator of parts per million.
    package static let ppm: Int64 = 1_000_000
    /// The denominator of basis points.
    package static let bps: Int64 = 10_000
    /// The denominator of prices: so many units of fuel cost one price.
    package static let fuelPerPrice: UInt64 = 1_000_000_000

    /// `amount · factor / divisor`, rounded up; nil when it leaves the range of an amount.
    ///
    /// All three must not be negative, and the divisor must be positive.
    package static func scaledUp(_ amount: Int64, by factor: Int64, over divisor: Int64) -> Int64? {
        let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
        if !overflow { return product / divisor + (product % divisor > 0 ? 1 : 0) }
        let wide = Int128(amount) * Int128(factor)
        return inRange((wide + Int128(divisor) - 1) / Int128(divisor))
    }

    /// `amount · factor / divisor`, rounded down; nil when it leaves the range of an amount.
    package static func scaledDown(_ amount: Int64, by factor: Int64, over divisor: Int64) -> Int64? {
        let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
        if !overflow { return product / divisor }
        return inRange(Int128(amount) * Int128(factor) / Int128(divisor))
    }

    /// The price of `quantity` at `price` per 10⁹, rounded up; nil when it is more than can exist.
    package static func priced(_ quantity: UInt64, at price: Int64) -> Int64? {
        if let quantity = Int64(exactly: quantity) {
            return scaledUp(quantity, by: price, over: Int64(fuelPerPrice))
        }
        return inRange((Int128(quantity) * Int128(price) + 999_999_999) / 1_000_000_000)
    }

    /// `left + right`, or nil when the sum is more than can exist.
    package static func sum(_ left: Int64, _ right: Int64) -> Int64? {
        let (total, overflow) = left.addingReportingOverflow(right)
        return overflow || total > supplyMax ? nil : total
    }

    private static func inRange(_ value: Int128) -> Int64? {
        value > Int128(supplyMax) ? nil : Int64(value)
    }
}
