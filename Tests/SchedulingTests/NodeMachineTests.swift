import ContentAddressing
import Core
import Testing

@testable import Scheduling

@Suite struct NodeMachineTests {
    private struct Scene {
        var machine: NodeMachine
        var now = Timestamp(nanoseconds: 1_000_000_000_000)

        init(cpuMillis: Int = 1000, outcomes: [ExecutionReport] = []) {
            let info = NodeInfo(
                id: NodeID("n"),
                name: "n",
                capacity: Resources(cpuMillis: cpuMillis, memoryBytes: 1 << 30, diskBytes: 1 << 30)
            )
            machine = NodeMachine(
                configuration: NodeConfiguration(),
                info: info,
                incarnation: Incarnation(1),
                outcomes: outcomes,
                now: now
            )
        }

        mutating func feed(_ events: NodeEvent...) -> NodeDecision { machine.handle(events, now: now) }
    }

    private func order(_ id: String, cpu: Int = 500, priority: Int = 0) -> ExecutionOrder {
        var spec = JobSpec()
        spec.priority = priority
        let job = Job(id: JobID("j-" + id), spec: spec, partitions: 1, createdAt: .zero)
        let execution = Execution(
            id: ExecutionID(id),
            job: job,
            partition: 0,
            nodeID: NodeID("n"),
            attempt: 1,
            allocated: Resources(cpuMillis: cpu, memoryBytes: 1),
            now: .zero
        )
        return ExecutionOrder(execution: execution, job: job)
    }

    private func run(_ orders: [ExecutionOrder]) -> NodeEvent { .received(.run(orders)) }

    private func ids(_ decision: NodeDecision) -> [String] { decision.start.map(\.execution.id.text) }

    private func reports(_ decision: NodeDecision) -> [ExecutionReport] {
        decision.messages.flatMap { message -> [ExecutionReport] in
            if case .finished(_, let reports) = message { reports } else { [] }
        }
    }

    @Test func itRegistersFirst() {
        var scene = Scene()
        guard case .register = scene.feed(.tick).messages.first else {
            Issue.record("the first message is not a registration")
            return
        }
    }

    @Test func itNeverRunsMoreThanItsCapacity() {
        var scene = Scene(cpuMillis: 1000)
        #expect(ids(scene.feed(run([order("a"), order("b"), order("c")]))) == ["a", "b"])
        #expect(scene.machine.usedResources.cpuMillis == 1000)
        #expect(ids(scene.feed(.ended(ExecutionReport(executionID: ExecutionID("a"), ending: .completed)))) == ["c"])
    }

    @Test func aRepeatedOrderIsNotRunAgainNotEvenAfterItsEnd() {
        var scene = Scene()
        _ = scene.feed(run([order("a")]))
        #expect(ids(scene.feed(run([order("a")]))).isEmpty)
        _ = scene.feed(.ended(ExecutionReport(executionID: ExecutionID("a"), ending: .completed)))
        #expect(ids(scene.feed(run([order("a")]))).isEmpty)
        _ = scene.feed(.received(.acknowledged([ExecutionID("a")])))
        #expect(ids(scene.feed(run([order("a")]))).isEmpty)
    }

    @Test func higherPriorityStartsFirstAndASmallOneMayPass() {
        var scene = Scene(cpuMillis: 1000)
        _ = scene.feed(run([order("a", cpu: 800)]))
        #expect(
            ids(scene.feed(run([order("low"), order("high", priority: 1), order("small", cpu: 100)]))) == ["small"]
        )
        #expect(ids(scene.feed(.ended(ExecutionReport(executionID: ExecutionID("a"), ending: .completed)))) == ["high"])
    }

    /// Whoever orders what has ended waits for an answer, and a deal may be behind it.
    @Test func anOrderForWhatHasEndedIsAnswered() {
        var scene = Scene()
        _ = scene.feed(run([order("a")]))
        let report = ExecutionReport(executionID: ExecutionID("a"), ending: .completed)
        _ = scene.feed(.ended(report))
        let again = scene.feed(run([order("a")]))
        #expect(reports(again) == [report] && ids(again).isEmpty)
        _ = scene.feed(.received(.acknowledged([ExecutionID("a")])))
        let late = scene.feed(run([order("a")]))
        #expect(reports(late).map(\.ending) == [.rejected] && ids(late).isEmpty)
        // A stop that came before its order.
        _ = scene.feed(.received(.stop(ExecutionID("b"), reason: "not wanted")))
        let stopped = scene.feed(run([order("b")]))
        #expect(reports(stopped).map(\.ending) == [.rejected] && ids(stopped).isEmpty)
        #expect(stopped.journal.isEmpty, "nothing is kept of it")
    }

    @Test func aLargeTaskIsNotPassedForEver() {
        var scene = Scene(cpuMillis: 1000)
        _ = scene.feed(run([order("first", cpu: 600)]))
        _ = scene.feed(run([order("large", cpu: 1000)]))
        var passed = 0
        for number in 0..<1000 {
            let started = ids(scene.feed(run([order("s\(number)", cpu: 100)])))
            guard !started.isEmpty else { break }
            passed += started.count
            _ = scene.feed(.ended(ExecutionReport(executionID: ExecutionID("s\(number)"), ending: .completed)))
        }
        #expect(passed == NodeConfiguration().passedMax)
    }

    @Test func anOutcomeIsSentUntilItIsAcknowledged() {
        var scene = Scene()
        _ = scene.feed(run([order("a")]))
        #expect(
            reports(scene.feed(.ended(ExecutionReport(executionID: ExecutionID("a"), ending: .completed)))).count == 1
        )
        scene.now = scene.now + .seconds(4)
        let again = scene.feed(.tick)
        #expect(reports(again).count == 1)
        #expect(again.journal.count == 1, "an outcome that is not confirmed survives a restart")
        let acknowledged = scene.feed(.received(.acknowledged([ExecutionID("a")])))
        #expect(acknowledged.forget == [ExecutionID("a")])
        scene.now = scene.now + .seconds(10)
        #expect(reports(scene.feed(.tick)).isEmpty)
    }

    @Test func outcomesOfAFormerLifeAreReported() {
        var scene = Scene(outcomes: [ExecutionReport(executionID: ExecutionID("old"), ending: .completed)])
        #expect(reports(scene.feed(.tick)).map(\.executionID) == [ExecutionID("old")])
    }

    @Test func aRecallGivesBackOnlyWhatWaits() {
        var scene = Scene(cpuMillis: 500)
        _ = scene.feed(run([order("a"), order("b")]))
        let decision = scene.feed(.received(.recall([ExecutionID("a"), ExecutionID("b")])))
        #expect(decision.messages == [.returned(Incarnation(1), [ExecutionID("b")])])
        #expect(scene.machine.runningIDs == [ExecutionID("a")])
    }

    @Test func aStopReachesWhatRunsAndWhatWaitsAndWhatIsYetToCome() {
        var scene = Scene(cpuMillis: 500)
        _ = scene.feed(run([order("a"), order("b")]))
        #expect(scene.feed(.received(.stop(ExecutionID("a"), reason: ""))).cancel == [ExecutionID("a")])
        #expect(reports(scene.feed(.received(.stop(ExecutionID("b"), reason: "")))).map(\.ending) == [.cancelled])
        _ = scene.feed(.received(.stop(ExecutionID("c"), reason: "")))
        #expect(ids(scene.feed(run([order("c")]))).isEmpty)
    }

    @Test func anOrderThatWasGivenBackIsGivenBackAgain() {
        var scene = Scene(cpuMillis: 500)
        _ = scene.feed(run([order("a"), order("b")]))
        let returned = NodeMessage.returned(Incarnation(1), [ExecutionID("b")])
        #expect(scene.feed(.received(.recall([ExecutionID("b")]))).messages.contains(returned))
        // That message was lost: the orchestrator still believes that the node has it.
        let again = scene.feed(run([order("b")]))
        #expect(again.messages == [returned])
        #expect(ids(again).isEmpty)
    }

    @Test func aDrainHandsBackAndRefuses() {
        var scene = Scene(cpuMillis: 500)
        _ = scene.feed(run([order("a"), order("b")]))
        let drained = scene.feed(.drain)
        #expect(drained.messages.contains(.returned(Incarnation(1), [ExecutionID("b")])))
        let said = drained.messages.compactMap { message in
            if case .register(let info, _, let known) = message { (info.isDraining, known) } else { nil }
        }
        #expect(said.count == 1 && said[0].0 && said[0].1 == [ExecutionID("a")])
        #expect(!drained.isDrained)
        #expect(reports(scene.feed(run([order("c")]))).map(\.ending) == [.rejected])
        _ = scene.feed(.ended(ExecutionReport(executionID: ExecutionID("a"), ending: .completed)))
        _ = scene.feed(.received(.acknowledged([ExecutionID("c")])))
        #expect(scene.feed(.received(.acknowledged([ExecutionID("a")]))).isDrained)
    }

    @Test func aTaskLargerThanTheNodeIsRefused() {
        var scene = Scene(cpuMillis: 500)
        #expect(reports(scene.feed(run([order("big", cpu: 501)]))).map(\.ending) == [.rejected])
    }
}
