package import Core
import Dispatch
import Scheduling
import Synchronization

/// The driver of the scheduler: takes submissions and node messages, commits what the machine decides, then acts.
///
/// Events are decided in batches inside the store's own transaction (group commit), on the store's own thread, which
/// also acts after it: an event that finds the store at rest wakes that thread and no other. Orders leave while the
/// commit is under way; everything that others can see (replies, acknowledgements, ended jobs) waits until it is on
/// disk. When a commit fails, the machine is thrown away and made anew from the store, as after a restart.
package final class OrchestratorService: Sendable {
    let configuration: OrchestratorConfiguration
    let store: any JobStore
    let bus: any MessageBus
    let exchange: any ContentExchange
    let liveOutput: any LiveOutput
    let clock: @Sendable () -> Timestamp
    let state: Mutex<OrchestratorState>
    let inbox = Mutex(OrchestratorInbox())
    let lingering = DispatchSemaphore(value: 0)
    private let questions: AsyncStream<Job>
    let questionsContinuation: AsyncStream<Job>.Continuation
    private let failures: AsyncStream<Void>
    let failuresContinuation: AsyncStream<Void>.Continuation

    /// Loads what is active from the store.
    ///
    /// `seed` makes ids; give each life another one.
    package init(
        configuration: OrchestratorConfiguration,
        store: any JobStore,
        bus: any MessageBus,
        exchange: any ContentExchange,
        liveOutput: any LiveOutput,
        seed: UInt64,
        clock: @escaping @Sendable () -> Timestamp
    ) async throws {
        var configuration = configuration
        configuration.scheduler.seed = seed
        self.configuration = configuration
        self.store = store
        self.bus = bus
        self.exchange = exchange
        self.liveOutput = liveOutput
        self.clock = clock
        let machine = SchedulerMachine(
            configuration: configuration.scheduler,
            restoring: try await store.loadActive(),
            now: clock()
        )
        state = Mutex(OrchestratorState(machine: machine))
        (questions, questionsContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
        (failures, failuresContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until it is cancelled; what was acknowledged before is on disk.
    package func run() async {
        let subscription = bus.receive { [weak self] node, messages in
            self?.enqueue(messages.map { OrchestratorInbox.Inbound(.received($0, from: node)) })
        }
        inbox.withLock { $0.isOpen = true }
        if inbox.withLock({ $0.startCommit() }) { commit() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.recoverFromFailures() }
            group.addTask { await self.answerQuestions() }
            group.addTask { await self.keepTime() }
            await group.waitForAll()
        }
        subscription.cancel()
        await finishCommits()
        failWaiting()
    }

    private static let shuttingDown = CoreError(
        .unavailable,
        "the orchestrator is shutting down",
        component: "Orchestrator"
    )

    /// Waits until the last transaction is on disk.
    private func finishCommits() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIdle = inbox.withLock { inbox in
                inbox.isOpen = false
                if inbox.isCommitting { inbox.onIdle = continuation }
                return !inbox.isCommitting
            }
            if isIdle { continuation.resume() }
        }
        // An empty turn of the store's thread: it has let go of everything that was ours before.
        try? await store.commit { nil }
    }

    // MARK: - Coming in

    func enqueue(_ events: [OrchestratorInbox.Inbound]) {
        let now = clock()
        switch inbox.withLock({ $0.add(events, now: now, eventsMax: configuration.inboxEventsMax) }) {
        case .nothing: break
        case .startCommit: commit()
        case .endLingering: lingering.signal()
        case .refuse: for reply in events.compactMap(\.reply) { reply(.failure(Self.shuttingDown)) }
        }
    }

    /// Hands an event to the machine and returns when its decision is committed.
    func decide(_ event: SchedulerEvent) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            enqueue([
                OrchestratorInbox.Inbound(event) { result in
                    continuation.resume(with: result.mapError { $0 as any Error })
                }
            ])
        }
    }

    private func keepTime() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
            let now = clock()
            let (isDue, expired) = state.withLock { state in
                (state.nextDeadline <= now, state.takeExpiredWaiters(now: now))
            }
            for waiter in expired { waiter.continuation.resume(returning: nil) }
            if isDue, inbox.withLock({ $0.startCommit() }) { commit() }
        }
        failuresContinuation.finish()
        questionsContinuation.finish()
    }

    private func answerQuestions() async {
        let planner = InputPlanner(exchange: exchange)
        for await job in questions {
            guard let locality = try? await planner.locality(of: job) else { continue }
            enqueue([OrchestratorInbox.Inbound(.holdersFound(job.id, locality))])
        }
    }

    // MARK: - Failed commits

    private func recoverFromFailures() async {
        for await _ in failures { await recover() }
    }

    /// The machine is not what is on disk: starts again from there, trying until it can be read.
    private func recover() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: configuration.recoveryDelay)
            guard let active = try? await store.loadActive() else { continue }
            let nodes = state.withLock { state in
                let known = state.machine.nodeStates().map(\.info.id)
                var scheduler = configuration.scheduler
                scheduler.seed = UInt64(bitPattern: clock().nanoseconds)
                state.machine = SchedulerMachine(configuration: scheduler, restoring: active, now: clock())
                state.nextDeadline = .zero
                return known
            }
            for node in nodes { bus.send([.registerAgain], to: node) }
            inbox.withLock { $0.isOpen = true }
            if inbox.withLock({ $0.startCommit() }) { commit() }
            return
        }
    }

    private func failWaiting() {
        let inbound = inbox.withLock { inbox in
            inbox.isEnded = true
            return inbox.takeEvents()
        }
        let (effects, waiters) = state.withLock { state in
            (state.takeEffects(), state.takeExpiredWaiters(now: .distantFuture))
        }
        for reply in inbound.compactMap(\.reply) + effects.replies { reply(.failure(Self.shuttingDown)) }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }
}
