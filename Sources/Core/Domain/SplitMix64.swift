/// The SplitMix64 generator (Steele, Lea, Flood 2014): 64 bits of state, seeds keep their meaning for ever.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number in `0..<bound`; `bound` must be positive.
    ///
    /// The bias is below 2⁻³² for bounds under 2³².
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "a random number needs a positive bound")
        return Int((next() >> 1) % UInt64(bound))
    }

    /// True in `numerator` of `denominator` cases.
    package mutating func chance(_ numerator: Int, in denominator: Int) -> Bool { below(denominator) < numerator }

    /// Orders the items anew (Fisher–Yates), the same way for the same state.
    package mutating func shuffle<Item>(_ items: inout [Item]) {
        guard items.count > 1 else { return }
        for index in stride(from: items.count - 1, to: 0, by: -1) {
            items.swapAt(index, below(index + 1))
        }
    }
}
