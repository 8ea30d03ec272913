/// An amount of money as people write it: units as a whole number, or credits of 10⁹ units with `cr` behind.
package struct CreditQuantity: Hashable, Sendable {
    /// The amount in units.
    package var units: Int64

    /// What a text must look like.
    package static let rule = "must be an amount such as 250000 (units) or 1.5cr (credits of 10⁹ units), above 0"
    /// The most units that may ever exist.
    package static let unitsMax: Int64 = 9_000_000_000_000_000_000

    private static let unitsPerCredit: Int64 = 1_000_000_000
    private static let decimals = 9

    /// Parses the text; nil when it is no amount, not above 0, not a whole number of units, or beyond 64 bits.
    package init?(_ text: String) {
        let text = text.trimmed
        guard text.hasSuffix("cr") else {
            guard let units = Int64(text), units > 0 else { return nil }
            self.units = units
            return
        }
        let parts = text.dropLast(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        let isDigits: (Substring) -> Bool = { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard let whole = parts.first, !whole.isEmpty, isDigits(whole), isDigits(fraction),
            fraction.utf8.count <= Self.decimals, parts.count == 1 || !fraction.isEmpty, let credits = Int64(whole),
            let small = Int64(fraction + String(repeating: "0", count: Self.decimals - fraction.utf8.count))
        else { return nil }
        let (product, isTooLarge) = credits.multipliedReportingOverflow(by: Self.unitsPerCredit)
        let (sum, isBeyond) = product.addingReportingOverflow(small)
        guard !isTooLarge, !isBeyond, sum > 0 else { return nil }
        units = sum
    }

    /// An amount in credits, with all decimals that are not zeros.
    package static func text(_ units: Int64) -> String {
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: UInt64(unitsPerCredit))
        var digits = String(rest)
        digits = String(repeating: "0", count: decimals - digits.utf8.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return (units < 0 ? "-" : "") + String(whole) + (digits.isEmpty ? "" : "." + digits) + "cr"
    }
}
