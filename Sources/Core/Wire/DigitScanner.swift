/// Reads fixed numbers of digits and single signs from the beginning of a text.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first.map({ UInt32($0) }) == sign.value else { return false }
        rest.removeFirst()
        return true
    }

    /// A number of exactly `count` digits.
    mutating func number(_ count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// One digit or more after a point, as nanoseconds.
    mutating func fraction() -> Int64? {
        guard var nanoseconds = digit() else { return nil }
        var count = 1
        while let digit = digit() {
            guard count < 9 else { continue }
            nanoseconds = nanoseconds * 10 + digit
            count += 1
        }
        for _ in count..<9 { nanoseconds *= 10 }
        return nanoseconds
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - 0x30)
    }
}
