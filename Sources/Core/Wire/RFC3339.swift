/// Times as texts of RFC 3339, in UTC with as much of a fraction as is needed, as v1 writes history and nodes.
package enum RFC3339 {
    /// How Go writes a time that was never set; it stands for ``Timestamp/zero``.
    package static let unset = "0001-01-01T00:00:00Z"

    /// The text of a moment, such as `2024-11-20T20:10:42.1Z`; ``unset`` for `.zero`.
    package static func text(_ moment: Timestamp) -> String {
        guard moment != .zero else { return unset }
        let billion: Int64 = 1_000_000_000
        var seconds = moment.nanoseconds / billion
        var fraction = moment.nanoseconds % billion
        if fraction < 0 {
            fraction += billion
            seconds -= 1
        }
        var days = seconds / 86_400
        var time = seconds % 86_400
        if time < 0 {
            time += 86_400
            days -= 1
        }
        let date = CivilDate(daysSince1970: days)
        var text = padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
        text += "T" + padded(time / 3600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2)
        if fraction > 0 {
            let digits = padded(fraction, 9)
            let zeros = digits.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count
            text += "." + String(digits.dropLast(zeros))
        }
        return text + "Z"
    }

    /// The moment of a text with any offset; digits of the fraction beyond nanoseconds are dropped.
    ///
    /// Nil for what is not RFC 3339 or lies outside 1678 to 2261, except ``unset``. A leap second counts as the next
    /// second.
    package static func parse(_ text: String) -> Timestamp? {
        guard text != unset else { return .zero }
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2), scanner.take(":"),
            let second = scanner.number(2), (1678...2261).contains(year),
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60
        else { return nil }
        guard let fraction = scanner.take(".") ? scanner.fraction() : 0, let offset = offset(&scanner), scanner.isAtEnd
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Timestamp(nanoseconds: seconds * 1_000_000_000 + fraction)
    }

    /// Seconds east of UTC.
    private static func offset(_ scanner: inout DigitScanner) -> Int64? {
        if scanner.take("Z") || scanner.take("z") { return 0 }
        let isWest = scanner.take("-")
        guard isWest || scanner.take("+"), let hours = scanner.number(2), scanner.take(":"),
            let minutes = scanner.number(2), hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return isWest ? -seconds : seconds
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
