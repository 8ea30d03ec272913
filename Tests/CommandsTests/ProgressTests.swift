import Core
import Testing

@testable import Commands

struct ProgressTests {
    private static let start = Timestamp(nanoseconds: 1_000_000_000_000)

    private static func job(_ state: JobState, partitions: Int, message: String = "") -> Job {
        var job = Job(id: JobID("j-12345678-aaaa"), spec: JobSpec(), partitions: partitions, createdAt: start)
        job.state = state
        job.stateMessage = message
        return job
    }

    private static func event(
        _ execution: Int,
        _ topic: HistoryEvent.Topic,
        _ details: StringMap = StringMap()
    ) -> HistoryEvent {
        HistoryEvent(
            jobID: JobID("j-1"),
            jobVersion: 1,
            executionID: ExecutionID("e-\(execution)"),
            topic: topic,
            message: "the disk is full",
            details: details,
            time: start
        )
    }

    /// Four of eight done, one failed and started again, two run, one fetches.
    private static var halfway: ProgressModel {
        var model = ProgressModel()
        model.apply(job(.running, partitions: 8))
        for execution in 0..<4 {
            for topic in [HistoryEvent.Topic.scheduling, .downloadingInputs, .running, .publishing, .execution] {
                model.apply(event(execution, topic))
            }
        }
        model.apply(event(4, .running))
        model.apply(event(4, .execution, ["NewState": "failed", "IsError": "true"]))
        for execution in 5..<7 { model.apply(event(execution, .running)) }
        model.apply(event(7, .downloadingInputs))
        model.apply(event(8, .scheduling))
        return model
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var model: ProgressModel
        var columns = 60
        var lines: [String]
        var testDescription: String { lines.joined(separator: " | ") }
    }

    @Test(arguments: [
        Case(
            model: halfway,
            lines: [
                "j-12345678  Running", "  [████████████████▒▒▒▒▒▒▒▒▒▒▒▒░░░░]  4/8 done · 10.0 s left",
                "  2 running, 1 fetching data, 1 waiting, 1 failed attempt", "  tried again after: the disk is full",
            ]
        ),
        Case(
            model: halfway,
            columns: 24,
            lines: [
                "j-12345678  Running", "  4/8 done · 10.0 s left", "  2 running, 1 fetching…",
                "  tried again after: th…",
            ]
        ),
        Case(
            model: {
                var model = ProgressModel()
                model.apply(job(.queued, partitions: 3, message: "all nodes are busy"))
                return model
            }(),
            lines: ["j-12345678  Queued", "  all nodes are busy"]
        ),
        Case(
            model: {
                var model = ProgressModel()
                var done = job(.completed, partitions: 2)
                done.usage.inputBytes = 2048
                model.apply(done)
                return model
            }(),
            columns: 40,
            lines: [
                "j-12345678  Completed", "  [██████████████████████████]  2/2 done",
                "  2.00 KiB read in place, 0 B moved",
            ]
        ),
    ])
    func liveView(_ test: Case) {
        let lines = ProgressRenderer.lines(
            test.model,
            now: Self.start + .seconds(10),
            columns: test.columns,
            isColoured: false
        )
        #expect(lines == test.lines)
        #expect(lines.allSatisfy { TextWidth.of($0) <= test.columns })
    }

    @Test func plainViewTellsChangesOnce() {
        var plain = PlainProgress()
        var model = ProgressModel()
        model.apply(Self.job(.queued, partitions: 2, message: "no node has 8 processors"))
        #expect(plain.lines(model) == ["j-12345678 Queued: no node has 8 processors"])
        #expect(plain.lines(model) == [])
        model.apply(Self.job(.running, partitions: 2))
        #expect(plain.lines(model) == ["j-12345678 Running"])
        model.apply(Self.event(0, .running))
        #expect(plain.lines(model) == [])
        model.apply(Self.event(0, .execution))
        #expect(plain.lines(model) == ["1/2 done, 1 waiting"])
        model.apply(Self.job(.completed, partitions: 2))
        #expect(plain.lines(model) == ["j-12345678 Completed"])
    }

    @Test func anEndIsCountedOnce() {
        var model = ProgressModel()
        model.apply(Self.job(.running, partitions: 2))
        model.apply(Self.event(0, .running))
        model.apply(Self.event(0, .execution))
        model.apply(Self.event(0, .execution))
        model.apply(Self.event(0, .execution, ["IsError": "true", "NewState": "failed"]))
        #expect(model.done == 1)
        #expect(model.failedAttempts == 0)
        #expect(model.active == 0)
    }

    @Test func theViewIsErasedRowByRow() {
        let console = TestConsole(isTerminal: true, columns: 20)
        var view = LiveView(console: console)
        view.draw(["one", "two"], visibleColumns: [3, 45])
        view.draw(["three"], visibleColumns: [5])
        view.clear()
        view.clear()
        #expect(console.error == "one\ntwo\n\u{1B}[4A\r\u{1B}[Jthree\n\u{1B}[1A\r\u{1B}[J")
    }
}
