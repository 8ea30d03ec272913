import Core

/// Amounts and times as people read them.
enum HumanText {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// A number of bytes with three digits: `0 B`, `512 B`, `1.50 KiB`, `23.4 MiB`, `187 GiB`.
    static func bytes(_ count: UInt64) -> String {
        var unit = 0
        var shift: UInt64 = 1
        while unit < units.count - 1, count / shift >= 1024 {
            unit += 1
            shift <<= 10
        }
        guard unit > 0 else { return "\(count) B" }
        let whole = count / shift
        let decimals = whole < 10 ? 2 : whole < 100 ? 1 : 0
        let scale: UInt64 = decimals == 2 ? 100 : decimals == 1 ? 10 : 1
        let fraction = shift.dividingFullWidth((count % shift).multipliedFullWidth(by: scale)).quotient
        guard decimals > 0 else { return "\(whole) \(units[unit])" }
        let digits = String(fraction)
        return "\(whole).\(String(repeating: "0", count: decimals - digits.count))\(digits) \(units[unit])"
    }

    static func bytes(_ count: Int64) -> String { count < 0 ? "-" + bytes(count.magnitude) : bytes(UInt64(count)) }

    /// A length of time in its two largest units: `87 ms`, `4.2 s`, `1m 05s`, `2h 03m`, `3d 04h`.
    static func duration(_ duration: Duration) -> String {
        let nanoseconds = max(0, duration.wholeNanoseconds)
        let milliseconds = nanoseconds / 1_000_000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let seconds = milliseconds / 1000
        if seconds < 60 { return "\(seconds).\(milliseconds % 1000 / 100) s" }
        if seconds < 3600 { return "\(seconds / 60)m \(padded(seconds % 60))s" }
        if seconds < 86400 { return "\(seconds / 3600)h \(padded(seconds % 3600 / 60))m" }
        return "\(seconds / 86400)d \(padded(seconds % 86400 / 3600))h"
    }

    /// How long ago a moment was, in its largest unit: `12s ago`; `-` for the zero time.
    static func age(_ moment: Timestamp, now: Timestamp) -> String {
        guard moment != .zero else { return "-" }
        let seconds = max(0, (now - moment).wholeNanoseconds / 1_000_000_000)
        let text =
            seconds < 60
            ? "\(seconds)s"
            : seconds < 3600
                ? "\(seconds / 60)m"
                : seconds < 86400 ? "\(seconds / 3600)h" : "\(seconds / 86400)d"
        return text + " ago"
    }

    /// Thousandths of a processor: `0.5`, `2`.
    static func processors(millis: Int) -> String {
        let fraction = String(millis % 1000 + 1000).dropFirst().reversed().drop { $0 == "0" }.reversed()
        return fraction.isEmpty ? "\(millis / 1000)" : "\(millis / 1000)." + String(fraction)
    }

    /// A number with its noun: `1 job`, `3 jobs`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// A moment by RFC 3339; empty for the zero time.
    static func time(_ moment: Timestamp) -> String { moment == .zero ? "" : RFC3339.text(moment) }

    private static func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
