/// The times of one thing and of the floor that it stands on, taken in turns so that a noisy moment meets both.
package struct FloorComparison: Sendable, Hashable {
    /// The median time of one call of the floor.
    package let floorNanoseconds: UInt64
    /// The median time of one call of what stands on it.
    package let ownNanoseconds: UInt64

    /// How many times the floor's time ours is.
    package var ratio: Double { Double(ownNanoseconds) / Double(max(1, floorNanoseconds)) }

    /// Calls both in turns, `rounds` times `callsPerRound` of each; a round counts as one time, divided by its calls.
    ///
    /// `now` tells the nanoseconds of a clock that only goes forward.
    package init(
        rounds: Int,
        callsPerRound: Int,
        now: () -> UInt64,
        floor: () throws -> Void,
        own: () throws -> Void
    ) rethrows {
        var floors: [UInt64] = []
        var owns: [UInt64] = []
        for _ in 0..<max(1, rounds) {
            let start = now()
            for _ in 0..<max(1, callsPerRound) { try floor() }
            let middle = now()
            for _ in 0..<max(1, callsPerRound) { try own() }
            let end = now()
            floors.append((middle &- start) / UInt64(max(1, callsPerRound)))
            owns.append((end &- middle) / UInt64(max(1, callsPerRound)))
        }
        floorNanoseconds = Self.median(floors)
        ownNanoseconds = Self.median(owns)
    }

    private static func median(_ times: [UInt64]) -> UInt64 { times.sorted()[times.count / 2] }
}
