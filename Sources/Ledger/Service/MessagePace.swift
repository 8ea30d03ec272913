import Settlement

/// How many messages accounts may still send: for each the time by which what it has sent is forgotten.
///
/// One number for each account that has sent something lately; others are not remembered. It is not part of the state:
/// a restart forgets it, and a log is right whatever its pace.
struct MessagePace: Sendable {
    private var forgottenAt: [AccountID: Int64] = [:]
    private var pruneAt = 1024

    private static let hour: Int64 = 3_600_000

    init() {}

    /// Seconds until the account may send one more; nil when it may now.
    func wait(_ account: AccountID, perHour: Int, atOnce: Int, now: Int64) -> Int64? {
        let step = Self.step(perHour)
        let time = Self.milliseconds(now)
        let next = max(forgottenAt[account] ?? time, time) - time + step
        let room = step.multipliedReportingOverflow(by: Int64(max(1, atOnce)))
        guard !room.overflow, next > room.partialValue else { return nil }
        return (next - room.partialValue + 999) / 1000
    }

    /// Counts one message.
    mutating func take(_ account: AccountID, perHour: Int, now: Int64) {
        let time = Self.milliseconds(now)
        forgottenAt[account] = max(forgottenAt[account] ?? time, time) + Self.step(perHour)
        guard forgottenAt.count > pruneAt else { return }
        // What each keeps depends on itself alone, so the order does not matter.
        forgottenAt = forgottenAt.filter { $0.value > time }
        pruneAt = max(1024, 2 * forgottenAt.count)
    }

    /// Forgets some messages of an account.
    mutating func giveBack(_ count: Int, to account: AccountID, perHour: Int) {
        guard let time = forgottenAt[account] else { return }
        forgottenAt[account] = time - Int64(count) * Self.step(perHour)
    }

    /// How many accounts are remembered.
    var count: Int { forgottenAt.count }

    private static func step(_ perHour: Int) -> Int64 { hour / Int64(min(max(1, perHour), 3_600_000)) }

    private static func milliseconds(_ seconds: Int64) -> Int64 {
        min(max(0, seconds), 1 << 50) * 1000
    }
}
