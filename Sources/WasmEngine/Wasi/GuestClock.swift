import Glibc

/// The clocks that a guest sees: the host's, or one that only the guest's own calls move.
struct GuestClock {
    /// 2024-01-01T00:00:00Z: where the clock of a deterministic run starts.
    static let virtualStart: UInt64 = 1_704_067_200_000_000_000
    /// What each look at a virtual clock adds, so that loops that wait for time to pass end.
    static let virtualStep: UInt64 = 1000
    /// 2020-01-01T00:00:00Z: the time of every file, within what archive formats can say and before any clock's start.
    static let fileTime: UInt64 = 1_577_836_800_000_000_000

    let isVirtual: Bool
    private var elapsed: UInt64 = 0

    init(isVirtual: Bool) { self.isVirtual = isVirtual }

    /// The time in nanoseconds on a clock: 0 real time, 1 monotonic, 2 and 3 CPU time.
    mutating func now(_ clock: UInt32) throws(WasiErrno) -> UInt64 {
        guard clock <= 3 else { throw .invalid }
        guard isVirtual else { return HostClock.nanoseconds(Self.hostClock(clock)) }
        elapsed &+= Self.virtualStep
        return clock == 0 ? Self.virtualStart &+ elapsed : elapsed
    }

    func resolution(_ clock: UInt32) throws(WasiErrno) -> UInt64 {
        guard clock <= 3 else { throw .invalid }
        return isVirtual ? Self.virtualStep : 1
    }

    /// How long from now until `moment` on a clock; zero when it is past.
    ///
    /// Looking does not move a virtual clock.
    func time(until moment: UInt64, on clock: UInt32) -> UInt64 {
        let now =
            isVirtual
            ? (clock == 0 ? Self.virtualStart &+ elapsed : elapsed)
            : HostClock.nanoseconds(Self.hostClock(clock))
        return moment > now ? moment - now : 0
    }

    /// Moves a virtual clock on, as a sleep does.
    mutating func skip(_ nanoseconds: UInt64) {
        let (sum, overflow) = elapsed.addingReportingOverflow(nanoseconds)
        // Held where both clocks can still be told; a later look adds to it without wrapping for centuries.
        elapsed = overflow ? UInt64(Int64.max) : min(sum, UInt64(Int64.max))
    }

    private static func hostClock(_ clock: UInt32) -> clockid_t {
        switch clock {
        case 0: CLOCK_REALTIME
        case 1: CLOCK_MONOTONIC
        default: CLOCK_THREAD_CPUTIME_ID
        }
    }
}

/// Reads the host's clocks.
enum HostClock {
    static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    static var monotonic: UInt64 { nanoseconds(CLOCK_MONOTONIC) }
}
