import Core

/// How often a node failed or refused executions lately; old faults fade.
struct NodeRecord: Sendable, Hashable {
    private var weight: UInt32 = 0
    private var since = Timestamp.zero

    /// What one fault counts when it is new.
    static let faultWeight: UInt32 = 1024
    /// The time in which a fault loses half of its weight.
    static let halfLife = Duration.seconds(600)
    /// The most weight, that of 64 new faults.
    static let weightMax: UInt32 = 64 * faultWeight

    /// The weight of all faults at a time.
    func faults(at now: Timestamp) -> UInt32 {
        guard weight > 0 else { return 0 }
        let elapsed = max(0, (now - since).wholeNanoseconds)
        let halves = elapsed / Self.halfLife.wholeNanoseconds
        return halves < 32 ? weight >> UInt32(halves) : 0
    }

    /// Counts a fault.
    mutating func addFault(at now: Timestamp) {
        weight = min(faults(at: now) + Self.faultWeight, Self.weightMax)
        since = now
    }
}
