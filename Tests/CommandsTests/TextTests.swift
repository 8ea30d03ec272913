import Core
import Testing

@testable import Commands

struct TextTests {
    @Test(
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.00 KiB"), (1536, "1.50 KiB"), (24_536_678, "23.3 MiB"),
            (200_000_000_000, "186 GiB"), (UInt64.max, "15.9 EiB"),
        ] as [(UInt64, String)]
    )
    func bytes(count: UInt64, text: String) { #expect(HumanText.bytes(count) == text) }

    @Test(arguments: [
        (Duration.milliseconds(87), "87 ms"), (.milliseconds(4250), "4.2 s"), (.seconds(65), "1m 05s"),
        (.seconds(7380), "2h 03m"), (.seconds(273_600), "3d 04h"), (.seconds(-5), "0 ms"),
    ])
    func durations(duration: Duration, text: String) { #expect(HumanText.duration(duration) == text) }

    @Test(arguments: [(500, "0.5"), (2000, "2"), (1250, "1.25"), (0, "0"), (1, "0.001")])
    func processors(millis: Int, text: String) { #expect(HumanText.processors(millis: millis) == text) }

    @Test(
        arguments: [
            ("30s", 30), ("5m", 300), ("1h30m", 5400), ("90", 90), ("0", 0), ("1d", 86400), ("1500ms", 2),
        ] as [(String, Int64)]
    )
    func seconds(text: String, seconds: Int64) { #expect(DurationText.seconds(text) == seconds) }

    @Test(arguments: ["", "s", "-5s", "5x", "1h-3m", "+5", "99999999999999999999", "9999999999999d", "5 s"])
    func noDurations(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(arguments: [Duration.zero, .milliseconds(250), .seconds(5400), .seconds(86_461)])
    func durationsComeBack(duration: Duration) { #expect(DurationText.parse(DurationText.text(duration)) == duration) }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🙂x", 3), ("", 0)])
    func widths(text: String, columns: Int) { #expect(TextWidth.of(text) == columns) }

    @Test(arguments: [("abcdef", 4, "abc…"), ("abc", 3, "abc"), ("日本語", 4, "日…"), ("abc", 0, "")])
    func cuts(text: String, columns: Int, result: String) { #expect(TextWidth.cut(text, to: columns) == result) }

    @Test func controlCharactersDoNoHarm() {
        #expect(TextWidth.harmless("a\u{1B}[31mb\nc\u{202E}d") == "a\u{FFFD}[31mb c\u{FFFD}d")
    }
}
