/// The sum of a quantity over deals, and how much it scatters.
package struct Moments: Hashable, Sendable {
    package private(set) var sum = 0.0
    package private(set) var squares = 0.0

    mutating func add(_ value: Double) {
        sum += value
        squares += value * value
    }

    /// The standard error of the sum over so many deals, at least that of one value of `least`.
    package func error(deals: Int, least: Double = 0) -> Double {
        let spread = squares - sum * sum / Double(max(1, deals))
        return max(least, max(0, spread).squareRoot())
    }
}
