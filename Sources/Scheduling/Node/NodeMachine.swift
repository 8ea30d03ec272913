package import Core

/// The figures of a node's own rules.
package struct NodeConfiguration: Sendable {
    package var heartbeatInterval: Duration = .seconds(2)
    /// An outcome that is not acknowledged after this long is sent again.
    package var resendAfter: Duration = .seconds(3)
    /// Orders beyond this many waiting ones are refused.
    package var waitingMax = 100_000
    /// How many ended executions are remembered, so that a late order is not run again.
    package var rememberedMax = 10_000
    /// How often smaller tasks may pass a waiting one that does not fit, before they wait behind it.
    package var passedMax = 100

    package init() {}
}

/// What happens to a node.
package enum NodeEvent: Sendable {
    case received(OrchestratorMessage)
    case phaseChanged(ExecutionID, ExecutionPhase, detail: String)
    case ended(ExecutionReport)
    /// The node's own description changed (an engine came up, say).
    case infoChanged(NodeInfo)
    /// Takes no more work, hands back what has not started and ends when the rest is done.
    case drain
    case tick
}

/// What a batch of events leads to on a node, in this order: keep, start and cancel, send.
package struct NodeDecision: Sendable {
    /// Outcomes that the orchestrator has not confirmed for a while: keep them over a restart.
    package var journal: [ExecutionReport] = []
    package var forget: [ExecutionID] = []
    package var start: [ExecutionOrder] = []
    package var cancel: [ExecutionID] = []
    package var messages: [NodeMessage] = []
    package var nextDeadline = Timestamp.distantFuture
    /// True when the node was drained and nothing runs or waits for an acknowledgement.
    package var isDrained = false

    package init() {}
}

/// Decides what a node runs now: its queue, its capacity, and the outcomes it still has to get across.
package struct NodeMachine: Sendable {
    private struct Waiting: Sendable {
        var order: ExecutionOrder
        var passed = 0
    }

    private struct Unconfirmed: Sendable {
        var report: ExecutionReport
        var sentAt: Timestamp
        var isJournaled: Bool
    }

    package let configuration: NodeConfiguration
    package private(set) var info: NodeInfo
    package let incarnation: Incarnation
    /// By priority, then by arrival; entries before `waitingHead` are gone.
    private var waiting: [Waiting] = []
    private var waitingHead = 0
    private var isWaiting = LookupTable<ExecutionID, Bool>()
    private var running = LookupTable<ExecutionID, ExecutionOrder>()
    private var used = Resources.zero
    private var unconfirmed = LookupTable<ExecutionID, Unconfirmed>()
    /// Orders that are not to be done (again), and whether the reason is that they were given back.
    private var remembered = LookupTable<ExecutionID, Bool>()
    private var rememberedOrder: [ExecutionID] = []
    private var nextHeartbeat: Timestamp
    private var isRegistered = false
    private var isDraining = false
    private var out = NodeDecision()
    private var outcomes: [ExecutionReport] = []

    /// A node that starts; `outcomes` are those of a former life that were never confirmed.
    package init(
        configuration: NodeConfiguration,
        info: NodeInfo,
        incarnation: Incarnation,
        outcomes: [ExecutionReport],
        now: Timestamp
    ) {
        self.configuration = configuration
        self.info = info
        self.incarnation = incarnation
        nextHeartbeat = now
        for report in outcomes {
            unconfirmed[report.executionID] = Unconfirmed(report: report, sentAt: .zero, isJournaled: true)
        }
    }

    package mutating func handle(_ events: [NodeEvent], now: Timestamp) -> NodeDecision {
        out = NodeDecision()
        outcomes = []
        if !isRegistered { register() }
        for event in events { handle(event, now: now) }
        startWhatFits(now: now)
        if now >= nextHeartbeat { beat(now: now) }
        for report in outcomes { confirmLater(report, now: now) }
        if !outcomes.isEmpty { out.messages.append(.finished(incarnation, outcomes)) }
        out.nextDeadline = nextHeartbeat
        out.isDrained = isDraining && running.isEmpty && unconfirmed.isEmpty
        defer { out = NodeDecision() }
        return out
    }

    private mutating func handle(_ event: NodeEvent, now: Timestamp) {
        switch event {
        case .received(let message): receive(message, now: now)
        case .phaseChanged(let id, let phase, let detail):
            if running.contains(id) { out.messages.append(.progress(incarnation, id, phase, detail: detail)) }
        case .ended(let report): end(report)
        case .infoChanged(let info):
            self.info = info
            self.info.isDraining = isDraining
            register()
        case .drain: drain()
        case .tick: break
        }
    }

    // MARK: - Orders

    private mutating func receive(_ message: OrchestratorMessage, now: Timestamp) {
        switch message {
        case .run(let orders): for order in orders { take(order) }
        case .stop(let id, _): stop(id)
        case .recall(let ids): giveBack(ids)
        case .acknowledged(let ids): for id in ids { forget(id) }
        // Prices are asked of who makes deals in the node's name.
        case .quote: break
        case .registerAgain: register()
        // For the driver of deals, which stands before the node.
        case .openingTaken: break
        }
    }

    private mutating func take(_ order: ExecutionOrder) {
        let id = order.execution.id
        guard !isWaiting.contains(id), !running.contains(id) else { return }
        // Whoever orders what has ended has not heard of it, or has made another deal for it: silence would cost stake.
        if let known = unconfirmed[id] { return out.messages.append(.finished(incarnation, [known.report])) }
        if let wasGivenBack = remembered[id] {
            let refusal = ExecutionReport(executionID: id, ending: .rejected, message: Self.endedBefore)
            return out.messages.append(
                wasGivenBack ? .returned(incarnation, [id]) : .finished(incarnation, [refusal])
            )
        }
        guard !isDraining else {
            refuse(order, "the node is shutting down")
            return
        }
        guard order.execution.allocated.fits(in: info.capacity) else {
            refuse(order, "the task is larger than this node")
            return
        }
        guard waiting.count - waitingHead < configuration.waitingMax else {
            refuse(order, "the node's queue is full")
            return
        }
        isWaiting[id] = true
        let priority = order.job.spec.priority
        var place = waiting.count
        while place > waitingHead, waiting[place - 1].order.job.spec.priority < priority { place -= 1 }
        waiting.insert(Waiting(order: order), at: place)
    }

    private static let endedBefore = "the node has ended this execution before, or was told to leave it"

    private mutating func refuse(_ order: ExecutionOrder, _ why: String) {
        outcomes.append(ExecutionReport(executionID: order.execution.id, ending: .rejected, message: why))
    }

    private mutating func stop(_ id: ExecutionID) {
        if isWaiting.remove(id) != nil {
            removeWaiting(id)
            outcomes.append(ExecutionReport(executionID: id, ending: .cancelled, message: "stopped before it started"))
        } else if running.contains(id) {
            out.cancel.append(id)
        } else if unconfirmed.contains(id) {
            forget(id)
        } else {
            remember(id)
        }
    }

    private mutating func giveBack(_ ids: [ExecutionID]) {
        var returned: [ExecutionID] = []
        for id in ids where isWaiting.remove(id) != nil {
            removeWaiting(id)
            remember(id, wasGivenBack: true)
            returned.append(id)
        }
        if !returned.isEmpty { out.messages.append(.returned(incarnation, returned)) }
    }

    private mutating func removeWaiting(_ id: ExecutionID) {
        guard let place = waiting[waitingHead...].firstIndex(where: { $0.order.execution.id == id }) else { return }
        waiting.remove(at: place)
    }

    private mutating func startWhatFits(now: Timestamp) {
        var place = waitingHead
        while place < waiting.count {
            let wanted = waiting[place].order.execution.allocated
            if (used + wanted).fits(in: info.capacity) {
                start(at: place)
                if place < waitingHead { place = waitingHead }
            } else {
                guard waiting[place].passed < configuration.passedMax, place - waitingHead < 64 else { break }
                place += 1
            }
        }
        if waitingHead > 256 && waitingHead * 2 > waiting.count {
            waiting.removeFirst(waitingHead)
            waitingHead = 0
        }
    }

    private mutating func start(at place: Int) {
        let order = waiting[place].order
        for earlier in waitingHead..<place { waiting[earlier].passed += 1 }
        if place == waitingHead { waitingHead += 1 } else { waiting.remove(at: place) }
        isWaiting.remove(order.execution.id)
        running[order.execution.id] = order
        used = used + order.execution.allocated
        out.start.append(order)
    }

    // MARK: - Outcomes

    private mutating func end(_ report: ExecutionReport) {
        guard let order = running.remove(report.executionID) else { return }
        used = used - order.execution.allocated
        outcomes.append(report)
    }

    private mutating func confirmLater(_ report: ExecutionReport, now: Timestamp) {
        let isJournaled = unconfirmed[report.executionID]?.isJournaled ?? false
        unconfirmed[report.executionID] = Unconfirmed(report: report, sentAt: now, isJournaled: isJournaled)
    }

    private mutating func forget(_ id: ExecutionID) {
        guard let entry = unconfirmed.remove(id) else { return }
        if entry.isJournaled { out.forget.append(id) }
        remember(id)
    }

    private mutating func remember(_ id: ExecutionID, wasGivenBack: Bool = false) {
        guard !remembered.contains(id) else { return }
        remembered[id] = wasGivenBack
        rememberedOrder.append(id)
        if rememberedOrder.count >= 2 * configuration.rememberedMax {
            for old in rememberedOrder.prefix(configuration.rememberedMax) { remembered.remove(old) }
            rememberedOrder.removeFirst(configuration.rememberedMax)
        }
    }

    // MARK: - Staying in touch

    private mutating func register() {
        isRegistered = true
        var known = running.sortedKeys + waiting[waitingHead...].map(\.order.execution.id)
        known += unconfirmed.sortedKeys
        out.messages.append(.register(info, incarnation, known: known))
    }

    private mutating func beat(now: Timestamp) {
        nextHeartbeat = now + configuration.heartbeatInterval
        // Said again, as the first word of it may have been lost.
        if isDraining { register() }
        // An outcome on its way counts as held: the orchestrator must not order it again.
        out.messages.append(
            .heartbeat(
                incarnation,
                running: running.sortedKeys + unconfirmed.sortedKeys,
                waiting: waiting[waitingHead...].map(\.order.execution.id)
            )
        )
        for id in unconfirmed.sortedKeys {
            guard var entry = unconfirmed[id], now - entry.sentAt >= configuration.resendAfter else { continue }
            outcomes.append(entry.report)
            guard !entry.isJournaled else { continue }
            entry.isJournaled = true
            unconfirmed[id] = entry
            out.journal.append(entry.report)
        }
    }

    private mutating func drain() {
        guard !isDraining else { return }
        isDraining = true
        info.isDraining = true
        giveBack(waiting[waitingHead...].map(\.order.execution.id))
        register()
    }

    // MARK: - Reading

    /// What the running executions hold together; never more than the node's capacity.
    package var usedResources: Resources { used }
    package var runningCount: Int { running.count }
    package var waitingCount: Int { waiting.count - waitingHead }
    package var runningIDs: [ExecutionID] { running.sortedKeys }
    /// The message that says goodbye after a drain.
    package var farewell: NodeMessage { .leaving(incarnation) }
}
