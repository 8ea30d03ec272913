import Glibc

/// Tells how much processor time a run took.
///
/// The thread's own clock costs a system call, half as long as a short run. So it is read from the first tick on; until
/// then the run's time on its thread counts, without its waits. A run that computes for longer than a tick sees one, so
/// what counts before the first tick is never more than that.
struct ProcessorMeter {
    let startedAt: UInt64
    /// Time that the program slept in the host.
    var waitedNanoseconds: UInt64 = 0
    private var firstTick: (processor: UInt64, before: UInt64)?

    init(startedAt: UInt64) { self.startedAt = startedAt }

    /// To be called at the ticks that the run sees.
    mutating func tick() {
        guard firstTick == nil else { return }
        firstTick = (HostClock.nanoseconds(CLOCK_THREAD_CPUTIME_ID), onThread(until: HostClock.monotonic))
    }

    /// The time from the start to `now`, which the run's own thread asks for.
    func nanoseconds(until now: UInt64) -> UInt64 {
        guard let firstTick else { return onThread(until: now) }
        return firstTick.before &+ (HostClock.nanoseconds(CLOCK_THREAD_CPUTIME_ID) &- firstTick.processor)
    }

    private func onThread(until now: UInt64) -> UInt64 {
        let all = now &- startedAt
        return min(all - min(all, waitedNanoseconds), UInt64(EpochTicker.periodNanoseconds))
    }
}
