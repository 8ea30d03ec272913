/// The chances that two samples of one thing lie as far apart as they do, in arithmetic that is the same everywhere.
enum Chances {
    /// e to the power of x, to fourteen digits.
    static func exponential(_ x: Double) -> Double {
        if x < -700 { return 0 }
        if x > 700 { return .infinity }
        let halvings = (x / 0.693_147_180_559_945_3).rounded()
        let rest = x - halvings * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        for power in 1...20 {
            term *= rest / Double(power)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(halvings), significand: 1)
    }

    /// That a normal figure is as many standard errors away, on either side, or farther.
    ///
    /// Chebyshev's fit of the error function's complement, good to seven digits of the chance.
    static func normal(_ distance: Double) -> Double {
        let x = abs(distance) / 2.0.squareRoot()
        guard x < 26 else { return 0 }
        let t = 1 / (1 + x / 2)
        let fit = [
            -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
            -0.82215223, 0.17087277,
        ]
        let exponent = fit.reversed().reduce(0) { $0 * t + $1 }
        return min(1, t * exponential(exponent - x * x))
    }

    /// The same where the standard error is itself estimated, with so many degrees of freedom, an even number.
    static func student(_ distance: Double, freedom: Int) -> Double {
        guard distance.isFinite else { return 0 }
        let square = distance * distance / (distance * distance + Double(freedom))
        var term = 1.0
        var sum = 0.0
        for index in 0..<freedom / 2 {
            sum += term
            term *= (1 - square) * Double(2 * index + 1) / Double(2 * index + 2)
        }
        return max(0, 1 - square.squareRoot() * sum)
    }

    /// That of so many cases in all at least, or at most, these fell to the first sample, if both have the same rate.
    ///
    /// Fisher's exact test, doubled for both sides; for rare cases it is the binomial test of two Poisson counts.
    static func split(_ hits: (Int, Int), of sizes: (Int, Int)) -> Double {
        let total = hits.0 + hits.1
        let least = max(0, total - sizes.1)
        let most = min(total, sizes.0)
        guard total > 0, least < most else { return 1 }
        // Weights relative to that of the first, scaled down when they become too large.
        var weight = 1.0
        var below = 0.0
        var at = 0.0
        var above = 0.0
        for count in least...most {
            if count < hits.0 { below += weight } else if count == hits.0 { at = weight } else { above += weight }
            weight *= Double(sizes.0 - count) / Double(count + 1)
            weight *= Double(total - count) / Double(sizes.1 - total + count + 1)
            if weight > 1e200 {
                weight *= 1e-200
                below *= 1e-200
                at *= 1e-200
                above *= 1e-200
            }
        }
        return min(1, 2 * (min(below, above) + at) / (below + at + above))
    }
}
