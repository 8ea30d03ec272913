package import Core
import Dispatch
import Scheduling
import Synchronization

/// The driver of the scheduler: takes submissions and node messages, commits what the machine decides, then acts.
///
/// Events are decided in batches inside the store's own transaction (group commit). Orders leave while the commit is
/// under way; everything that others can see (replies, acknowledgements, ended jobs) waits until it is on disk. When a
/// commit fails, the machine is thrown away and made anew from the store, as after a restart.
package final class OrchestratorService: Sendable {
    let configuration: OrchestratorConfiguration
    let store: any JobStore
    let bus: any MessageBus
    let exchange: any ContentExchange
    let liveOutput: any LiveOutput
    let clock: @Sendable () -> Timestamp
    let state: Mutex<OrchestratorState>
    let turns = Turns()
    private let wake: AsyncStream<Void>
    private let wakeContinuation: AsyncStream<Void>.Continuation
    private let questions: AsyncStream<Job>
    private let questionsContinuation: AsyncStream<Job>.Continuation
    private let lingering = DispatchSemaphore(value: 0)

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
        (wake, wakeContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (questions, questionsContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(10_000))
    }

    /// Runs until it is cancelled; what was acknowledged before is on disk.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.receiveMessages() }
            group.addTask { await self.commitLoop() }
            group.addTask { await self.answerQuestions() }
            group.addTask { await self.keepTime() }
            await group.waitForAll()
        }
        failWaiting(CoreError(.unavailable, "the orchestrator is shutting down", component: "Orchestrator"))
    }

    // MARK: - Coming in

    private func receiveMessages() async {
        for await (node, messages) in bus.orchestratorInbox() {
            enqueue(messages.map { OrchestratorState.Inbound(event: .received($0, from: node)) })
        }
    }

    private func enqueue(_ events: [OrchestratorState.Inbound]) {
        let now = clock()
        let isLingering = state.withLock { state in
            state.inbox += events
            if state.openOrders > 0, events.contains(where: \.isOutcome) {
                state.learnRoundTrip(now: now)
                state.openOrders = 0
            }
            defer { state.isLingering = false }
            return state.isLingering
        }
        if isLingering { lingering.signal() } else { wakeContinuation.yield() }
    }

    /// Hands an event to the machine and returns when its decision is committed.
    func decide(_ event: SchedulerEvent) async throws {
        try await withCheckedThrowingContinuation { continuation in
            enqueue([OrchestratorState.Inbound(event: event, reply: continuation)])
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
            if isDue { wakeContinuation.yield() }
        }
        wakeContinuation.finish()
        questionsContinuation.finish()
    }

    private func answerQuestions() async {
        let planner = InputPlanner(exchange: exchange)
        for await job in questions {
            guard let locality = try? await planner.locality(of: job) else { continue }
            enqueue([OrchestratorState.Inbound(event: .holdersFound(job.id, locality))])
        }
    }

    // MARK: - Deciding and committing

    private func commitLoop() async {
        for await _ in wake {
            do {
                state.withLock { state in
                    state.decidedEvents = 0
                    state.openOrders = 0
                    state.transactionStart = clock()
                }
                try await store.commit { self.nextChanges() }
                let effects = state.withLock { state in
                    state.counters.commits += 1
                    return state.takeEffects()
                }
                carryOut(effects)
                if state.withLock({ !$0.inbox.isEmpty }) { wakeContinuation.yield() }
            } catch {
                await recover(from: error)
            }
        }
    }

    /// Called by the store inside its transaction, on its own thread.
    private func nextChanges() -> ChangeSet? {
        if let changes = decideBatch(isFirst: state.withLock { $0.decidedEvents == 0 }) { return changes }
        guard linger() else { return nil }
        return decideBatch(isFirst: false)
    }

    private func decideBatch(isFirst: Bool) -> ChangeSet? {
        let now = clock()
        return state.withLock { state -> ChangeSet? in
            let isDue = isFirst && state.nextDeadline <= now
            guard !state.inbox.isEmpty || isDue else { return nil }
            guard isFirst || isOpen(state, now: now) else { return nil }
            let inbound = state.inbox
            state.inbox = []
            state.decidedEvents += max(1, inbound.count)
            var decision = state.machine.handle(inbound.map(\.event), now: now)
            state.nextDeadline = decision.nextDeadline
            for inbound in inbound { if let reply = inbound.reply { state.effects.replies.append(reply) } }
            state.effects.messages += decision.messages
            state.effects.questions += decision.holderQuestions
            state.effects.ended += decision.ended
            state.counters.count(decision)
            for order in decision.orders { bus.send(order.messages, to: order.node) }
            if !decision.orders.isEmpty {
                state.openOrders += decision.orders.count
                state.ordersSentAt = now
            }
            decision.orders = []
            return decision.changes
        }
    }

    private func isOpen(_ state: OrchestratorState, now: Timestamp) -> Bool {
        state.decidedEvents < configuration.transactionEventsMax
            && now - state.transactionStart < configuration.transactionTime
    }

    /// Waits a moment for outcomes of the orders just sent, so that a short run is committed together with its order.
    private func linger() -> Bool {
        let now = clock()
        let limit = state.withLock { state -> Int64? in
            guard state.openOrders > 0, state.openOrders <= 8, isOpen(state, now: now), state.inbox.isEmpty else {
                return nil
            }
            let usual = state.roundTripNanoseconds ?? 0
            guard usual <= configuration.lingerMax.wholeNanoseconds else {
                // Look again from time to time whether runs have become short.
                state.roundTripNanoseconds = usual - usual / 16
                return nil
            }
            state.isLingering = true
            return configuration.lingerMax.wholeNanoseconds
        }
        guard let limit else { return false }
        let result = lingering.wait(timeout: .now() + .nanoseconds(Int(limit)))
        guard result == .timedOut else { return true }
        let wasSignalled = state.withLock { state in
            defer { state.isLingering = false }
            if state.isLingering {
                state.roundTripNanoseconds = max(state.roundTripNanoseconds ?? 0, limit * 2)
                return false
            }
            return true
        }
        if wasSignalled { lingering.wait() }
        return wasSignalled
    }

    // MARK: - After the commit

    private func carryOut(_ effects: OrchestratorState.Effects) {
        for reply in effects.replies { reply.resume() }
        for outgoing in effects.messages { bus.send(outgoing.messages, to: outgoing.node) }
        for job in effects.questions { questionsContinuation.yield(job) }
        guard !effects.ended.isEmpty else { return }
        let waiters = state.withLock { state in
            effects.ended.map { job in (job, state.waiters.remove(job.id) ?? []) }
        }
        for (job, waiting) in waiters {
            for waiter in waiting { waiter.continuation.resume(returning: job) }
        }
    }

    /// The transaction is gone: nothing of it was acknowledged.
    ///
    /// Start again from what is on disk.
    private func recover(from error: any Error) async {
        let lost = state.withLock { state in
            state.counters.commitFailures += 1
            return state.takeEffects()
        }
        let failure =
            error as? CoreError
            ?? CoreError(.io, "the decision could not be committed", component: "JobStore", cause: "\(error)")
        for reply in lost.replies { reply.resume(throwing: failure) }
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
            wakeContinuation.yield()
            return
        }
    }

    private func failWaiting(_ error: CoreError) {
        let (inbound, effects, waiters) = state.withLock { state in
            let inbound = state.inbox
            state.inbox = []
            return (inbound, state.takeEffects(), state.takeExpiredWaiters(now: .distantFuture))
        }
        for item in inbound { item.reply?.resume(throwing: error) }
        for reply in effects.replies { reply.resume(throwing: error) }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
    }
}

extension OrchestratorState.Inbound {
    init(event: SchedulerEvent) { self.init(event: event, reply: nil) }

    var isOutcome: Bool {
        if case .received(.finished, _) = event { true } else { false }
    }
}

extension OrchestratorState.Counters {
    mutating func count(_ decision: Decision) {
        endedJobs += decision.ended.count
        for execution in decision.changes.executions {
            if execution.state == .completed { completedExecutions += 1 }
            if execution.state == .failed { failedExecutions += 1 }
        }
    }
}
