import Glibc
import Testing

@testable import WasmEngine

@Suite struct ProcessorMeterTests {
    private static let tick = UInt64(EpochTicker.periodNanoseconds)

    @Test(
        "Before the first tick the time on the thread counts, without waits",
        arguments: [
            (5_000, 0, 5_000), (5_000, 2_000, 3_000), (5_000, 9_000, 0), (20_000_000, 0, 10_000_000),
            (20_000_000, 19_000_000, 1_000_000),
        ] as [(UInt64, UInt64, UInt64)]
    )
    func withoutTicks(all: UInt64, waited: UInt64, processor: UInt64) {
        var meter = ProcessorMeter(startedAt: 1_000)
        meter.waitedNanoseconds = waited
        #expect(meter.nanoseconds(until: 1_000 + all) == processor)
    }

    @Test func afterATickTheThreadsOwnClockCounts() {
        let started = HostClock.monotonic
        var meter = ProcessorMeter(startedAt: started)
        meter.tick()
        let before = HostClock.nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        var spent: UInt64 = 0
        while spent < 3_000_000 { spent = HostClock.nanoseconds(CLOCK_THREAD_CPUTIME_ID) &- before }
        meter.tick()
        let counted = meter.nanoseconds(until: HostClock.monotonic)
        #expect(counted >= spent)
        let whole = HostClock.nanoseconds(CLOCK_THREAD_CPUTIME_ID) &- before
        #expect(counted <= whole + Self.tick + 3_000_000)
    }
}
