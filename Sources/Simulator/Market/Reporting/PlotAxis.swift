/// Maps numbers to places on a plot.
struct PlotAxis: Sendable {
    /// How distances between numbers become lengths.
    enum Scale: Sendable {
        case linear
        case logarithmic
        /// Linear near zero and logarithmic away from it, on both sides.
        case symmetric
    }

    var scale = Scale.linear
    var low: Double
    var high: Double
    var ticks: [Double]
    var start: Double
    var end: Double

    func place(_ value: Double) -> Double {
        let (from, to) = (bent(low), bent(high))
        let part = to == from ? 0 : (bent(value) - from) / (to - from)
        return start + min(1, max(0, part)) * (end - start)
    }

    private func bent(_ value: Double) -> Double {
        switch scale {
        case .linear: value
        case .logarithmic: Self.logarithm(max(value, 1e-9))
        case .symmetric: (value < 0 ? -1 : 1) * Self.logarithm(1 + abs(value) * 5)
        }
    }

    /// The natural logarithm, by series: exact enough for a plot.
    static func logarithm(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return -20 }
        let exponent = Double(value.exponent)
        let part = (value.significand - 1) / (value.significand + 1)
        var term = part
        var sum = 0.0
        for step in 0..<12 {
            sum += term / Double(2 * step + 1)
            term *= part * part
        }
        return 2 * sum + exponent * 0.693147180559945
    }
}
