import Core
import Dispatch
import Scheduling
import Synchronization

extension OrchestratorService {
    /// Asks the store for a transaction; exactly one is under way at a time.
    func commit() {
        inbox.withLock { $0.transactionBegan() }
        state.withLock { state in
            state.decidedEvents = 0
            state.transactionStart = clock()
        }
        store.commit({ self.nextChanges() }, done: { self.transactionEnded($0) })
    }

    // MARK: - Inside the transaction, on the store's thread

    private func nextChanges() -> ChangeSet? {
        if let changes = decideBatch(isFirst: state.withLock { $0.decidedEvents == 0 }) { return changes }
        guard linger() else { return nil }
        return decideBatch(isFirst: false)
    }

    private func decideBatch(isFirst: Bool) -> ChangeSet? {
        let now = clock()
        let (isDue, isOpen) = state.withLock { ($0.nextDeadline <= now, self.isOpen($0, now: now)) }
        guard isFirst || isOpen else { return nil }
        let inbound = inbox.withLock { $0.takeEvents() }
        guard !inbound.isEmpty || (isFirst && isDue) else { return nil }
        let (changes, orders) = state.withLock { state in
            state.decidedEvents += max(1, inbound.count)
            let decision = state.machine.handle(inbound.map(\.event), now: now)
            state.nextDeadline = decision.nextDeadline
            for inbound in inbound { if let reply = inbound.reply { state.effects.replies.append(reply) } }
            state.effects.messages += decision.messages
            state.effects.questions += decision.holderQuestions
            state.effects.ended += decision.ended
            state.counters.count(decision)
            return (decision.changes, decision.orders)
        }
        if !orders.isEmpty {
            inbox.withLock { $0.ordersLeave(orders.count, now: now) }
            for order in orders { bus.send(order.messages, to: order.node) }
        }
        return changes
    }

    private func isOpen(_ state: OrchestratorState, now: Timestamp) -> Bool {
        state.decidedEvents < configuration.transactionEventsMax
            && now - state.transactionStart < configuration.transactionTime
    }

    /// Waits a moment for outcomes of the orders just sent, so that a short run is committed together with its order.
    ///
    /// Not under load: then outcomes gather while the disk is busy, and a wait for each would cost more than it saves.
    private func linger() -> Bool {
        let now = clock()
        let isQuiet = state.withLock { isOpen($0, now: now) && $0.decidedEvents <= configuration.lingerEventsMax }
        guard isQuiet else { return false }
        let lingerMax = configuration.lingerMax.wholeNanoseconds
        guard let limit = inbox.withLock({ $0.startLingering(lingerMax: lingerMax) }) else { return false }
        let result = lingering.wait(timeout: .now() + .nanoseconds(Int(limit)))
        guard result == .timedOut else { return true }
        if inbox.withLock({ $0.lingeringTimedOut(limit: limit) }) { return false }
        lingering.wait()
        return true
    }

    // MARK: - After the transaction, on the store's thread

    private func transactionEnded(_ result: Result<Void, CoreError>) {
        var failure: CoreError?
        do { try result.get() } catch { failure = error }
        let effects = state.withLock { state in
            if failure == nil { state.counters.commits += 1 } else { state.counters.commitFailures += 1 }
            return state.takeEffects()
        }
        if let failure {
            // Nothing of it was acknowledged. Nothing more is decided before the machine is what is on disk.
            for reply in effects.replies { reply(.failure(failure)) }
            inbox.withLock { $0.isOpen = false }
        } else {
            carryOut(effects)
        }
        let (goesOn, idle) = inbox.withLock { $0.transactionEnded(mayGoOn: failure == nil) }
        if goesOn { commit() }
        if failure != nil { failuresContinuation.yield() }
        idle?.resume()
    }

    private func carryOut(_ effects: OrchestratorState.Effects) {
        for reply in effects.replies { reply(.success(())) }
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
