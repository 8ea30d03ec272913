import Core

/// Lengths of time as Go writes them: `30s`, `1h30m`, `250ms`; a number alone counts seconds.
enum DurationText {
    /// What a text must look like.
    static let rule = "must be a length of time such as 30s, 5m or 1h30m; a number alone counts seconds"

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("h", 3600 * 1_000_000_000), ("m", 60 * 1_000_000_000), ("s", 1_000_000_000),
        ("d", 86400 * 1_000_000_000),
    ]

    /// Parses the text; nil when it is not a length of time, is negative or longer than 290 years.
    static func parse(_ text: String) -> Duration? {
        if let seconds = Int64(text), seconds >= 0, text.utf8.first != UInt8(ascii: "+") {
            return seconds <= 9_000_000_000 ? .seconds(seconds) : nil
        }
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let amount = Int64(digits), let unit = units.first(where: { rest.hasPrefix($0.name) }) else {
                return nil
            }
            rest = rest.dropFirst(unit.name.count)
            let (product, overflow) = amount.multipliedReportingOverflow(by: unit.nanoseconds)
            let (sum, overflowed) = total.addingReportingOverflow(product)
            guard !overflow, !overflowed else { return nil }
            total = sum
        }
        return .nanoseconds(total)
    }

    /// Whole seconds of the text, parts of a second rounded up.
    static func seconds(_ text: String) -> Int64? {
        parse(text).map { ($0.wholeNanoseconds + 999_999_999) / 1_000_000_000 }
    }

    /// The text that ``parse(_:)`` reads back to the same length, down to the millisecond.
    static func text(_ duration: Duration) -> String {
        var rest = max(0, duration.wholeNanoseconds) / 1_000_000
        guard rest > 0 else { return "0s" }
        var result = ""
        for (name, milliseconds) in [("h", Int64(3_600_000)), ("m", 60_000), ("s", 1000), ("ms", 1)]
        where rest >= milliseconds {
            result += "\(rest / milliseconds)\(name)"
            rest %= milliseconds
        }
        return result
    }
}
