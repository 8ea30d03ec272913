package import Core
package import Scheduling
import Synchronization

/// The driver of one compute node: feeds its machine with orders and outcomes, and runs what the machine starts.
package final class ComputeNodeService: Sendable {
    private struct State: Sendable {
        var machine: NodeMachine
        var inbox: [NodeEvent] = []
        var running: Dictionary<ExecutionID, Running> = Dictionary()
        var nextDeadline = Timestamp.zero
        var isDrained = false
    }

    private struct Running: Sendable {
        var task: Task<ExecutionReport, Never>?
        var isCancelled = false
        var phase: ExecutionPhase
        var phaseDetail = ""
        var phaseSince: Timestamp
        var isAnnounced = false
    }

    /// A phase that lasts longer than this is told to the orchestrator; shorter ones are only in the outcome.
    private static let announceAfter: Duration = .milliseconds(100)

    package let id: NodeID
    private let bus: any MessageBus
    private let parts: NodeParts
    private let clock: @Sendable () -> Timestamp
    private let state: Mutex<State>
    private let wake: AsyncStream<Void>
    private let wakeContinuation: AsyncStream<Void>.Continuation

    /// A node with its description; outcomes of a former life come from the journal.
    package init(
        info: NodeInfo,
        incarnation: Incarnation,
        configuration: NodeConfiguration,
        bus: any MessageBus,
        parts: NodeParts,
        clock: @escaping @Sendable () -> Timestamp
    ) async throws {
        id = info.id
        self.bus = bus
        self.parts = parts
        self.clock = clock
        let machine = NodeMachine(
            configuration: configuration,
            info: info,
            incarnation: incarnation,
            outcomes: try await parts.journal.load(),
            now: clock()
        )
        state = Mutex(State(machine: machine))
        (wake, wakeContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until it is cancelled or drained.
    ///
    /// Cancelling kills what runs; `drain` lets it finish first.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.receiveMessages() }
            group.addTask { await self.keepTime() }
            group.addTask {
                self.wakeContinuation.yield()
                await withDiscardingTaskGroup { executions in
                    for await _ in self.wake { await self.step(in: &executions) }
                    executions.cancelAll()
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Takes no more work, hands back what has not started, and ends `run` when the rest is done and confirmed.
    package func drain() { enqueue([.drain]) }

    /// Tells the orchestrator of a changed description.
    package func update(_ info: NodeInfo) { enqueue([.infoChanged(info)]) }

    /// Running executions, for figures.
    package var runningCount: Int { state.withLock { $0.machine.runningCount } }

    // MARK: - Coming in

    private func receiveMessages() async {
        for await messages in bus.inbox(of: id) { enqueue(messages.map { .received($0) }) }
    }

    private func enqueue(_ events: [NodeEvent]) {
        state.withLock { $0.inbox += events }
        wakeContinuation.yield()
    }

    private func keepTime() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
            let now = clock()
            let (isDue, phases, isDrained) = state.withLock { state in
                (state.nextDeadline <= now, Self.longPhases(&state, now: now), state.isDrained)
            }
            if isDrained { break }
            if !phases.isEmpty { enqueue(phases) } else if isDue { wakeContinuation.yield() }
        }
        wakeContinuation.finish()
    }

    private static func longPhases(_ state: inout State, now: Timestamp) -> [NodeEvent] {
        var events: [NodeEvent] = []
        for id in state.machine.runningIDs {
            guard let running = state.running[id], !running.isAnnounced, now - running.phaseSince >= announceAfter
            else { continue }
            state.running[id]?.isAnnounced = true
            events.append(.phaseChanged(id, running.phase, detail: running.phaseDetail))
        }
        return events
    }

    // MARK: - Acting

    private func step(in executions: inout DiscardingTaskGroup) async {
        let now = clock()
        let decision = state.withLock { state in
            let events = state.inbox
            state.inbox = []
            let decision = state.machine.handle(events, now: now)
            state.nextDeadline = decision.nextDeadline
            state.isDrained = decision.isDrained
            for order in decision.start {
                state.running[order.execution.id] = Running(phase: .fetching, phaseSince: now)
            }
            return decision
        }
        await keepJournal(decision)
        for order in decision.start { start(order, in: &executions) }
        for id in decision.cancel { cancel(id) }
        if !decision.messages.isEmpty { bus.send(decision.messages, from: id) }
        if decision.isDrained { bus.send([state.withLock { $0.machine.farewell }], from: id) }
    }

    /// A journal that cannot be written loses nothing that is acknowledged: the execution would run again.
    private func keepJournal(_ decision: NodeDecision) async {
        if !decision.journal.isEmpty { try? await parts.journal.save(decision.journal) }
        if !decision.forget.isEmpty { try? await parts.journal.remove(decision.forget) }
    }

    private func start(_ order: ExecutionOrder, in executions: inout DiscardingTaskGroup) {
        let id = order.execution.id
        parts.output.open(id)
        let runner = ExecutionRunner(parts: parts, clock: clock) { [weak self] id, phase, detail in
            self?.changePhase(of: id, to: phase, detail)
        }
        executions.addTask {
            await withTaskCancellationHandler {
                // The execution's own task, so that one execution can be cancelled alone; this child waits for it.
                let task = Task { await runner.run(order) }
                self.adopt(task, for: id)
                let report = await task.value
                self.parts.output.close(id)
                self.state.withLock { _ = $0.running.removeValue(forKey: id) }
                self.enqueue([.ended(report)])
            } onCancel: {
                self.cancel(id)
            }
        }
    }

    private func adopt(_ task: Task<ExecutionReport, Never>, for id: ExecutionID) {
        let isCancelled = state.withLock { state in
            state.running[id]?.task = task
            return state.running[id]?.isCancelled ?? true
        }
        if isCancelled { task.cancel() }
    }

    private func cancel(_ id: ExecutionID) {
        let task = state.withLock { state in
            state.running[id]?.isCancelled = true
            return state.running[id]?.task
        }
        task?.cancel()
    }

    private func changePhase(of id: ExecutionID, to phase: ExecutionPhase, _ detail: String) {
        let now = clock()
        state.withLock { state in
            guard state.running[id] != nil else { return }
            if state.running[id]?.phase != phase {
                state.running[id]?.phaseSince = now
                state.running[id]?.isAnnounced = false
            }
            state.running[id]?.phase = phase
            state.running[id]?.phaseDetail = detail
        }
    }
}
