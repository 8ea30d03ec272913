/// A number written as digits with an optional fraction, exact: `digits` over ten to the power of `scale`.
struct DecimalText {
    private let digits: UInt64
    private let divisor: UInt64

    /// The most digits; with them the value and its divisor fit into 64 bits.
    private static let digitsMax = 18

    /// Parses digits, or digits, a point and digits; nil otherwise.
    init?(_ text: Substring) {
        var digits: UInt64 = 0
        var divisor: UInt64 = 1
        var count = 0
        var hasPoint = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), !hasPoint, count > 0 {
                hasPoint = true
                continue
            }
            guard (0x30...0x39).contains(byte), count < Self.digitsMax else { return nil }
            digits = digits * 10 + UInt64(byte - 0x30)
            if hasPoint { divisor *= 10 }
            count += 1
        }
        guard count > 0, !hasPoint || divisor > 1 else { return nil }
        self.digits = digits
        self.divisor = divisor
    }

    /// The whole number of units, or nil when it does not fit.
    func times(_ unit: UInt64, roundingUp: Bool) -> UInt64? {
        let product = digits.multipliedFullWidth(by: unit)
        guard product.high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth(product)
        guard roundingUp, remainder > 0 else { return quotient }
        let (sum, overflow) = quotient.addingReportingOverflow(1)
        return overflow ? nil : sum
    }
}
