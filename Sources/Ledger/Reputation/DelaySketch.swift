/// Counts of delays in seconds in at most 256 classes, from which a median comes that is at most 1/16 off.
///
/// Below 16 each second is a class of its own; above, each doubling has eight. Longer than 2³² seconds counts as that.
struct DelaySketch: Hashable, Sendable {
    private var counts: [UInt32] = []
    private var total: UInt64 = 0

    private static let exact = 16
    private static let classesPerDoubling = 8

    init() {}

    mutating func add(_ seconds: Int64) {
        let index = Self.index(min(max(0, seconds), (1 << 32) - 1))
        if index >= counts.count { counts += [UInt32](repeating: 0, count: index + 1 - counts.count) }
        guard counts[index] < .max else { return }
        counts[index] += 1
        total += 1
    }

    /// The middle of the class in which the lower median lies; nil without delays.
    var median: Int64? {
        guard total > 0 else { return nil }
        var left = (total + 1) / 2
        for (index, count) in counts.enumerated() {
            if UInt64(count) >= left { return Self.middle(index) }
            left -= UInt64(count)
        }
        return nil
    }

    private static func index(_ value: Int64) -> Int {
        guard value >= exact else { return Int(value) }
        // 2^power <= value, in eight equal parts.
        let power = Int64.bitWidth - 1 - value.leadingZeroBitCount
        let part = Int(value >> (power - 3)) & (classesPerDoubling - 1)
        return exact + (power - 4) * classesPerDoubling + part
    }

    private static func middle(_ index: Int) -> Int64 {
        guard index >= exact else { return Int64(index) }
        let power = (index - exact) / classesPerDoubling + 4
        let part = Int64((index - exact) % classesPerDoubling)
        let width = Int64(1) << (power - 3)
        return (Int64(1) << power) + part * width + width / 2
    }
}
