import Synchronization

/// The text of the `Date` header, made once a second.
final class HTTPDateCache: Sendable {
    private struct Entry {
        var second: Int64 = -1
        var text = ""
    }

    private let entry = Mutex(Entry())
    private let secondsNow: @Sendable () -> Int64

    /// `secondsNow` gives the seconds since 1970.
    init(secondsNow: @escaping @Sendable () -> Int64) {
        self.secondsNow = secondsNow
    }

    var text: String {
        let second = secondsNow()
        return entry.withLock { entry in
            if entry.second != second { entry = Entry(second: second, text: Self.format(second)) }
            return entry.text
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    static func format(_ second: Int64) -> String {
        let day = second.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = civil(daysSince1970: day.quotient)
        let weekday = weekdays[Int((day.quotient % 7 + 11) % 7)]
        let time = "\(pad(day.remainder / 3600)):\(pad(day.remainder / 60 % 60)):\(pad(day.remainder % 60))"
        return "\(weekday), \(pad(dayOfMonth)) \(months[Int(month) - 1]) \(year) \(time) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func pad(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The Gregorian date of a day at or after 1970-01-01, counted in eras of 400 years from March 0000.
    private static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
