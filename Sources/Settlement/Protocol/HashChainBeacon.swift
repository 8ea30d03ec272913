package import ContentAddressing

/// A beacon that publishes a chain of hashes from its end: each value is the preimage of the one before.
///
/// Whoever knows the first value can check all later ones, and only the holder of the seed knows them in advance.
package struct HashChainBeacon: Sendable {
    private static let step = 1024
    /// The last round of the chain.
    package let length: Int
    private var checkpoints: [Digest256] = []
    private var block: [Digest256] = []
    private var blockIndex = -1

    /// A chain for the rounds 0 to `length`, which must not be negative.
    package init(seed: Digest256, length: Int) {
        precondition(length >= 0, "a chain cannot have a negative length")
        self.length = length
        var value = seed
        checkpoints.reserveCapacity(length / Self.step + 1)
        for distance in 0...length {
            if distance % Self.step == 0 { checkpoints.append(value) }
            if distance < length { value = Self.next(value) }
        }
    }

    /// The value of round 0, which commits to all the others.
    package var tip: Digest256 {
        mutating get { value(0) ?? .zero }
    }

    /// The value of a round; nil after the end of the chain.
    package mutating func value(_ round: UInt64) -> Digest256? {
        guard round <= UInt64(length) else { return nil }
        let distance = length - Int(round)
        let index = distance / Self.step
        if index != blockIndex {
            block = [checkpoints[index]]
            for _ in 1..<Self.step { block.append(Self.next(block[block.count - 1])) }
            blockIndex = index
        }
        return block[distance % Self.step]
    }

    /// Whether a value follows another one in the chain.
    package static func follows(_ value: Digest256, _ previous: Digest256) -> Bool { next(value) == previous }

    private static func next(_ value: Digest256) -> Digest256 { HashInput.hash(capacity: 32) { $0.append(value) } }
}
