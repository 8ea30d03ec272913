import ArgumentParser

/// An amount of money: units, or credits with `cr` behind, of 10⁹ units each.
struct CreditAmount: ExpressibleByArgument, Hashable, Sendable {
    let units: Int64

    private static let unitsPerCredit: Int64 = 1_000_000_000
    private static let decimals = 9

    init?(argument: String) {
        guard argument.hasSuffix("cr") else {
            guard let units = Int64(argument), units > 0 else { return nil }
            self.units = units
            return
        }
        let parts = argument.dropLast(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        let isDigits: (Substring) -> Bool = { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard let whole = parts.first, !whole.isEmpty, isDigits(whole), isDigits(fraction),
            fraction.count <= Self.decimals, parts.count == 1 || !fraction.isEmpty, let credits = Int64(whole),
            let small = Int64(fraction + String(repeating: "0", count: Self.decimals - fraction.count))
        else { return nil }
        let (product, isTooLarge) = credits.multipliedReportingOverflow(by: Self.unitsPerCredit)
        let (sum, isBeyond) = product.addingReportingOverflow(small)
        guard !isTooLarge, !isBeyond, sum > 0 else { return nil }
        units = sum
    }

    /// The amount in credits, with all decimals that are not zeros.
    static func text(_ units: Int64) -> String {
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: UInt64(unitsPerCredit))
        let digits = String(rest)
        let padded = String(repeating: "0", count: decimals - digits.count) + digits
        let fraction = String(padded.reversed().drop { $0 == "0" }.reversed())
        return (units < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction) + "cr"
    }
}
