package import ContentAddressing
import Core

/// Random numbers of one party of a simulation, from the seed and the party's label.
package struct RandomStream: Sendable {
    private var generator: SplitMix64

    /// A generator seeded with the first eight bytes of the hash of seed and label.
    package init(seed: UInt64, label: String) {
        var input = Array("bac/sim-stream/v1".utf8)
        withUnsafeBytes(of: seed.bigEndian) { input.append(contentsOf: $0) }
        input.append(contentsOf: label.utf8)
        let hash = SHA256Hasher.digest(of: input)
        generator = SplitMix64(seed: hash.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) })
    }

    /// 64 random bits.
    package mutating func next() -> UInt64 { generator.next() }

    /// A whole number in `0..<bound`, without bias; `bound` must be positive.
    package mutating func below(_ bound: UInt64) -> UInt64 {
        precondition(bound > 0, "a random number needs a positive bound")
        // 2⁶⁴ mod bound
        let rest = (UInt64.max % bound + 1) % bound
        while true {
            let number = generator.next()
            if rest == 0 || number < 0 &- rest { return number % bound }
        }
    }

    /// A number in `0..<1` with 53 random bits.
    package mutating func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    /// True with this chance.
    package mutating func chance(_ chance: Double) -> Bool { unit() < chance }

    /// 32 random bytes.
    package mutating func digest() -> Digest256 {
        let words = (generator.next(), generator.next(), generator.next(), generator.next())
        return withUnsafeBytes(of: words) { Digest256($0) }
    }
}
