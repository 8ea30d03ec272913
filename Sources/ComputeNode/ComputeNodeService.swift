package import Core
import Dispatch
package import Scheduling
import Synchronization

/// The driver of one compute node: feeds its machine with orders and outcomes, and runs what the machine starts.
///
/// Whoever brings an event carries out what it leads to, unless another thread is at it already; so an order that
/// finds the node at rest reaches the engine's own thread without a stop in between.
package final class ComputeNodeService: Sendable {
    private struct State: Sendable {
        var machine: NodeMachine
        var running: Dictionary<ExecutionID, Running> = Dictionary()
        var nextDeadline = Timestamp.zero
        var isDrained = false
        /// After its end the node starts nothing.
        var isEnded = false
    }

    /// What came in, under a lock of its own, which is held for moments only.
    private struct Inbox: Sendable {
        var events: [NodeEvent] = []
        /// True before the node runs, and while somebody takes steps.
        var isBusy = true
    }

    private struct Running: Sendable {
        var task: Task<Void, Never>?
        var isCancelled = false
        var phase: ExecutionPhase
        var phaseDetail = ""
        var phaseSince: Timestamp
        var isAnnounced = false
    }

    /// A phase that lasts longer than this is told to the orchestrator; shorter ones are only in the outcome.
    private static let announceAfter: Duration = .milliseconds(100)
    /// Steps that the bringer of an event takes at most; what comes after them is taken on the node's own queue.
    private static let stepsMax = 2

    package let id: NodeID
    private let bus: any MessageBus
    private let parts: NodeParts
    private let clock: @Sendable () -> Timestamp
    private let state: Mutex<State>
    private let inbox = Mutex(Inbox())
    private let queue = DispatchQueue(label: "compute-node")

    /// A node with its description; outcomes of a former life come from the journal.
    package init(
        info: NodeInfo,
        incarnation: Incarnation,
        configuration: NodeConfiguration,
        bus: any MessageBus,
        parts: NodeParts,
        clock: @escaping @Sendable () -> Timestamp
    ) throws {
        id = info.id
        self.bus = bus
        self.parts = parts
        self.clock = clock
        let machine = NodeMachine(
            configuration: configuration,
            info: info,
            incarnation: incarnation,
            outcomes: try parts.journal.load(),
            now: clock()
        )
        state = Mutex(State(machine: machine))
    }

    /// Runs until it is cancelled or drained.
    ///
    /// Cancelling kills what runs; `drain` lets it finish first.
    package func run() async {
        let subscription = bus.receive(for: id) { [weak self] messages in
            self?.enqueue(messages.map { .received($0) })
        }
        inbox.withLock { $0.isBusy = false }
        enqueue([.tick])
        await keepTime()
        subscription.cancel()
        await endExecutions()
    }

    /// Takes no more work, hands back what has not started, and ends `run` when the rest is done and confirmed.
    package func drain() { enqueue([.drain]) }

    /// Tells the orchestrator of a changed description.
    package func update(_ info: NodeInfo) { enqueue([.infoChanged(info)]) }

    /// Running executions, for figures.
    package var runningCount: Int { state.withLock { $0.machine.runningCount } }

    // MARK: - Coming in

    private func enqueue(_ events: [NodeEvent]) {
        let mustStep = inbox.withLock { inbox in
            inbox.events += events
            defer { inbox.isBusy = true }
            return !inbox.isBusy
        }
        if mustStep { takeSteps() }
    }

    /// Takes steps until nothing has come in meanwhile; after a few, on the node's own queue.
    private func takeSteps() {
        for _ in 0..<Self.stepsMax {
            guard let events = takeEvents() else { return }
            step(events)
        }
        queue.async {
            while let events = self.takeEvents() { self.step(events) }
        }
    }

    private func takeEvents() -> [NodeEvent]? {
        inbox.withLock { inbox in
            guard !inbox.events.isEmpty else {
                inbox.isBusy = false
                return nil
            }
            defer { inbox.events = [] }
            return inbox.events
        }
    }

    private func keepTime() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
            let now = clock()
            let (isDue, phases, isDrained) = state.withLock { state in
                (state.nextDeadline <= now, Self.longPhases(&state, now: now), state.isDrained)
            }
            if isDrained { break }
            if !phases.isEmpty || isDue { enqueue(phases.isEmpty ? [.tick] : phases) }
        }
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

    /// One at a time: whoever set `isBusy` takes the steps.
    private func step(_ events: [NodeEvent]) {
        let now = clock()
        let decision = state.withLock { state in
            let decision = state.machine.handle(events, now: now)
            state.nextDeadline = decision.nextDeadline
            state.isDrained = decision.isDrained
            for order in decision.start {
                let isCancelled = state.isEnded
                state.running[order.execution.id] = Running(
                    isCancelled: isCancelled,
                    phase: .fetching,
                    phaseSince: now
                )
            }
            return decision
        }
        keepJournal(decision)
        for order in decision.start { start(order) }
        for id in decision.cancel { cancel(id) }
        if !decision.messages.isEmpty { bus.send(decision.messages, from: id) }
        if decision.isDrained { bus.send([state.withLock { $0.machine.farewell }], from: id) }
    }

    /// A journal that cannot be written loses nothing that is acknowledged: the execution would run again.
    private func keepJournal(_ decision: NodeDecision) {
        if !decision.journal.isEmpty { try? parts.journal.save(decision.journal) }
        if !decision.forget.isEmpty { try? parts.journal.remove(decision.forget) }
    }

    /// Starts a task of its own for the execution, on its engine's threads.
    ///
    /// It is started from synchronous code and cancelled alone; `endExecutions` waits for it.
    private func start(_ order: ExecutionOrder) {
        let id = order.execution.id
        parts.output.open(id)
        let runner = ExecutionRunner(parts: parts, clock: clock) { [weak self] id, phase, detail in
            self?.changePhase(of: id, to: phase, detail)
        }
        let task = Task(executorPreference: parts.threads(for: order.job.spec.task)) {
            let report = await runner.run(order)
            self.finish(id, report)
        }
        adopt(task, for: id)
    }

    private func finish(_ id: ExecutionID, _ report: ExecutionReport) {
        parts.output.close(id)
        state.withLock { _ = $0.running.removeValue(forKey: id) }
        enqueue([.ended(report)])
    }

    private func adopt(_ task: Task<Void, Never>, for id: ExecutionID) {
        let isCancelled = state.withLock { state in
            // It may have ended already.
            state.running[id]?.task = task
            return state.running[id]?.isCancelled ?? false
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

    /// Hands back what waits, kills what runs, and waits until it is gone.
    private func endExecutions() async {
        enqueue([.drain])
        while true {
            let running = state.withLock { state in
                state.isEnded = true
                return state.running.mapValues(\.task)
            }
            if running.isEmpty { return }
            for (id, task) in running {
                cancel(id)
                await task?.value
            }
            // One that is just being started has no task yet.
            await Task.yield()
        }
    }

    private func changePhase(of id: ExecutionID, to phase: ExecutionPhase, _ detail: String) {
        let now = clock()
        state.withLock { state in
            guard var running = state.running.removeValue(forKey: id) else { return }
            if running.phase != phase {
                running.phaseSince = now
                running.isAnnounced = false
            }
            running.phase = phase
            running.phaseDetail = detail
            state.running[id] = running
        }
    }
}
