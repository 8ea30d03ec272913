package import Core

/// A measured number and its standard error.
package struct Estimate: Hashable, Sendable {
    package var value: Double
    package var error: Double

    package init(_ value: Double, error: Double) {
        self.value = value
        self.error = error
    }

    /// A share of counted cases.
    package init(_ hits: Int, of cases: Int) {
        let share = cases == 0 ? 0 : Double(hits) / Double(cases)
        self.init(
            share,
            error: cases == 0 ? 0 : (max(share, 1 / Double(cases)) * (1 - share) / Double(cases)).squareRoot()
        )
    }

    /// As a JSON object.
    package var json: JSONValue {
        .object([.init("Value", .double(value)), .init("StandardError", .double(error))])
    }
}
