import Deals
import Testing

/// When a paid job is judged after a start, and when nodes are waited for.
@Suite struct StartGraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var found: Int
        var milliseconds: Int
        var step: StartGrace.Step
        var testDescription: String { "\(found) of 4 after \(milliseconds) ms" }
    }

    @Test(arguments: [
        Case(found: 0, milliseconds: 0, step: .countAgain(after: .milliseconds(50))),
        Case(found: 3, milliseconds: 4_000, step: .countAgain(after: .milliseconds(50))),
        Case(found: 3, milliseconds: 4_950, step: .countAgain(after: .milliseconds(50))),
        // Not beyond the end, so that the last count is made at it.
        Case(found: 3, milliseconds: 4_999, step: .countAgain(after: .milliseconds(1))),
        Case(found: 3, milliseconds: 5_000, step: .decide), Case(found: 0, milliseconds: 60_000, step: .decide),
        Case(found: 4, milliseconds: 0, step: .decide), Case(found: 9, milliseconds: 4_999, step: .decide),
    ])
    func whatFollows(test: Case) {
        let since = Duration.milliseconds(test.milliseconds)
        #expect(StartGrace().step(found: test.found, needed: 4, sinceStart: since) == test.step)
    }

    /// Whoever follows the steps judges in the end, and has counted at the end of the grace.
    @Test func itEnds() {
        let grace = StartGrace(length: .seconds(1), pause: .milliseconds(300))
        var (now, counts) = (Duration.zero, [Duration.zero])
        while case .countAgain(let pause) = grace.step(found: 0, needed: 1, sinceStart: now) {
            now += pause
            counts.append(now)
        }
        #expect(counts == [0, 300, 600, 900, 1_000].map { .milliseconds($0) })
    }

    @Test func withoutLengthAJobIsJudgedAtOnce() {
        #expect(StartGrace(length: .zero).step(found: 0, needed: 4, sinceStart: .zero) == .decide)
    }
}
