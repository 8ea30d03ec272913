/// One figure of a run and of the reference.
package struct ComparedFigure: Hashable, Sendable {
    package var name: String
    package var ours: Double
    package var reference: Double
    /// The standard error of the difference.
    package var error: Double
    /// The chance that two samples of the same market lie at least as far apart.
    package private(set) var chance: Double

    /// The difference in standard errors.
    package var distance: Double {
        if isSame { return 0 }
        return error > 0 ? abs(ours - reference) / error : .infinity
    }

    /// The chance with two digits, or as a power of ten that it is below.
    package var chanceText: String {
        if chance >= 0.01 { return String((chance * 100).rounded() / 100) }
        var bound = 0.01
        var digits = 2
        while chance < bound / 10, digits < 15 {
            bound /= 10
            digits += 1
        }
        return "< 1e-\(digits)"
    }

    /// The same number but for the last digits of the arithmetic.
    private var isSame: Bool { abs(ours - reference) <= 1e-9 * max(abs(ours), abs(reference)) }

    /// A mean, whose error is normal, or was estimated from few samples: then with how many degrees of freedom.
    init(_ name: String, _ ours: Double, _ reference: Double, error: Double, freedom: Int? = nil) {
        self.name = name
        self.ours = ours
        self.reference = reference
        self.error = error
        chance = 1
        chance = freedom.map { Chances.student(distance, freedom: $0) } ?? Chances.normal(distance)
    }

    /// Counted cases of both sides, each out of so many.
    ///
    /// Where few differ from the rest, their chance is exact.
    init(_ name: String, hits: (Int, Int), of sizes: (Int, Int)) {
        self.name = name
        let (left, right) = (Double(sizes.0), Double(sizes.1))
        ours = Double(hits.0) / left
        reference = Double(hits.1) / right
        let rate = Double(hits.0 + hits.1) / (left + right)
        error = (max(0, rate * (1 - rate)) * (1 / left + 1 / right)).squareRoot()
        chance = 1
        let others = (sizes.0 - hits.0, sizes.1 - hits.1)
        let rare = hits.0 + hits.1 <= others.0 + others.1 ? hits : others
        let isCountable = rare.0 >= 0 && rare.1 >= 0 && rare.0 + rare.1 <= Self.exactMax
        chance = isCountable ? Chances.split(rare, of: sizes) : Chances.normal(distance)
    }

    /// So many cases on both sides are counted exactly; with more a count is as good as normal.
    private static let exactMax = 1000
}
