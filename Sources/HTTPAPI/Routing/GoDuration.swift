/// Go's spelling of durations: `30s`, `1m30s`, `500ms`; a bare number means seconds.
enum GoDuration {
    private static let units: [(name: String, duration: Duration)] = [
        ("ms", .milliseconds(1)), ("us", .microseconds(1)), ("ns", .nanoseconds(1)), ("h", .seconds(3600)),
        ("m", .seconds(60)), ("s", .seconds(1)),
    ]
    private static let charactersMax = 32

    /// Nil for any other text, and for negative or fractional amounts.
    static func parse(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.count <= charactersMax else { return nil }
        if let seconds = Int64(text) { return (0...1_000_000_000).contains(seconds) ? .seconds(seconds) : nil }
        var rest = text[...]
        var total = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let amount = Int(digits), amount <= 1_000_000_000 else { return nil }
            rest = rest[digits.endIndex...]
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += unit.duration * amount
        }
        return total
    }
}
