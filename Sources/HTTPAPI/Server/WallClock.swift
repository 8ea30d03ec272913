import Glibc

/// The time of day, for headers.
enum WallClock {
    static func secondsSince1970() -> Int64 {
        var now = timespec()
        // Cannot fail for this clock and a valid pointer.
        _ = clock_gettime(CLOCK_REALTIME_COARSE, &now)
        return Int64(now.tv_sec)
    }
}
