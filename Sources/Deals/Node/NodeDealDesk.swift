import ContentAddressing
package import Core
package import Ledger
import Settlement
import Synchronization

/// A node's driver of deals: a message bus for the node that commits to results before they are reported.
///
/// Orders without a deal pass as they are.
package final class NodeDealDesk: MessageBus {
    /// What the desk uses.
    package struct Parts: Sendable {
        package var node: NodeID
        package var bus: any MessageBus
        package var ledger: any DealLedger
        package var follower: LedgerFollower
        package var outbox: AccountOutbox
        package var store: any OpeningStore
        package var inputs: InputMeter
        package var holder: any InputHolder
        package var clock: @Sendable () -> Timestamp

        package init(
            node: NodeID,
            bus: any MessageBus,
            ledger: any DealLedger,
            follower: LedgerFollower,
            outbox: AccountOutbox,
            store: any OpeningStore,
            inputs: InputMeter,
            holder: any InputHolder,
            clock: @escaping @Sendable () -> Timestamp
        ) {
            self.node = node
            self.bus = bus
            self.ledger = ledger
            self.follower = follower
            self.outbox = outbox
            self.store = store
            self.inputs = inputs
            self.holder = holder
            self.clock = clock
        }
    }

    /// Kept whole: a bare closure in a lock is wrapped once more each time it is read.
    private struct Receiver: Sendable {
        var take: @Sendable ([OrchestratorMessage]) -> Void
    }

    /// What waits until the inputs of its deal are held.
    private enum HeldStep: Sendable {
        case run(ExecutionOrder)
        case release
    }

    private let parts: Parts
    private let holding = Mutex(LookupTable<Digest256, [HeldStep]>())
    private let machine: Mutex<NodeDealMachine>
    private let queue = EventQueue<NodeDealEvent>()
    private let errands = Errands()
    private let receiver = Mutex<Receiver?>(nil)
    private let restored: [NodeDealAction]

    /// Takes up what a former life of the node has committed to.
    package init(configuration: NodeDealMachine.Configuration, parts: Parts) async throws {
        self.parts = parts
        var machine = NodeDealMachine(configuration: configuration)
        restored = machine.restore(try await parts.store.openings(), now: parts.clock())
        self.machine = Mutex(machine)
        parts.follower.follow { [weak self] entries in self?.add([.logged(entries)]) }
    }

    /// Works until it is cancelled.
    package func run() async {
        perform(restored)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.catchUp() }
            group.addTask { await self.errands.run() }
            group.addTask { await self.keepTime() }
            await group.waitForAll()
        }
    }

    /// Learns from the ledger which slots the node got in a former life that it can still leave without a penalty.
    private func catchUp() async {
        let oldest = parts.clock().nanoseconds / 1_000_000_000 - machine.withLock { $0.configuration.params.tFetch }
        var newestFirst: [LoggedEntry] = []
        var before = UInt64.max
        while !Task.isCancelled {
            do {
                let page = try await parts.ledger.history(
                    of: parts.outbox.account,
                    before: before,
                    limit: Self.historyPage
                )
                newestFirst += page.prefix { $0.time >= oldest }
                guard let last = page.last, last.time >= oldest else { break }
                before = last.sequence
            } catch {
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        if !newestFirst.isEmpty { add([.logged(newestFirst.reversed())]) }
    }

    /// The most entries of its account that the node reads at once.
    private static let historyPage = 500

    /// Deals in which the node has a commitment that it may have to open.
    package var openCount: Int { machine.withLock { $0.openCount } }

    private func keepTime() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
            let now = parts.clock()
            if machine.withLock({ $0.nextDeadline <= now }) { add([.tick]) }
        }
    }

    // MARK: - Steps

    private func add(_ events: [NodeDealEvent]) {
        queue.add(events) { events in
            let now = parts.clock()
            perform(machine.withLock { $0.handle(events, now: now) })
        }
    }

    /// Openings first, then the ledger, then messages.
    private func perform(_ actions: [NodeDealAction]) {
        var openings: [KeptOpening] = []
        var ids: [ExecutionID] = []
        for case .keep(let id, let opening) in actions {
            openings.append(opening)
            ids.append(id)
        }
        if !openings.isEmpty { keep(openings, ids) }
        let ended: [Digest256] = actions.compactMap { if case .forget(let deal) = $0 { deal } else { nil } }
        if !ended.isEmpty { parts.store.forget(ended) }
        for action in actions { perform(action) }
    }

    private func keep(_ openings: [KeptOpening], _ ids: [ExecutionID]) {
        parts.store.keep(openings) { [weak self] result in
            var failure: CoreError?
            if case .failure(let error) = result { failure = error }
            self?.add([.kept(ids, failure)])
        }
    }

    private func perform(_ action: NodeDealAction) {
        switch action {
        case .keep, .forget: break
        case .submit(let deal, let purpose, let message):
            parts.outbox.send([message]) { [weak self] result in
                let answer = result.flatMap { answers -> Result<LedgerAnswer, CoreError> in
                    answers.first.map { .success($0) }
                        ?? .failure(CoreError(.internalError, "the ledger gave no answer", component: "Deals"))
                }
                self?.add([.answered(deal, purpose, answer)])
            }
        case .measure(let order, let price):
            errands.add { [weak self] in
                guard let self else { return }
                self.add([.measured(order, price: price, await self.parts.inputs.bytes(of: order))])
            }
        case .offer(let id, let job, let price, let expiry):
            let offer = parts.outbox.offer(job: job, price: price, expiry: expiry)
            let reason = offer == nil ? "the offer cannot be signed" : ""
            parts.bus.send([.offered(id, offer: offer ?? [], reason: reason)], from: parts.node)
        case .makeNoOffer(let id, let reason):
            parts.bus.send([.offered(id, offer: [], reason: reason)], from: parts.node)
        case .inspect(let deal): inspect(deal)
        case .hold(let deal, let roots): hold(roots, for: deal)
        case .release(let deal): release(deal)
        case .run(let order): run(order)
        case .stop(let id, let reason): receiver.withLock { $0 }?.take([.stop(id, reason: reason)])
        case .show(let id, let deal, let rho, let incarnation):
            parts.bus.send([.opened(incarnation, id, deal: deal, rho: rho)], from: parts.node)
        case .report(let reports, let incarnation):
            parts.bus.send([.finished(incarnation, reports)], from: parts.node)
        }
    }

    // MARK: - Inputs

    private static func holderName(_ deal: Digest256) -> String { "deal/" + deal.hex }

    /// Holds come before their runs, and releases after their holds: one errand at a time for each deal.
    private func hold(_ roots: [CID], for deal: Digest256) {
        holding.withLock { $0[deal] = [] }
        errands.add { [weak self] in
            guard let self else { return }
            await self.parts.holder.hold(roots, for: Self.holderName(deal))
            for step in self.holding.withLock({ $0.remove(deal) }) ?? [] { self.take(step, of: deal) }
        }
    }

    private func release(_ deal: Digest256) { afterHold(.release, of: deal) }

    private func run(_ order: ExecutionOrder) {
        guard let deal = order.deal?.deal else { return }
        afterHold(.run(order), of: deal)
    }

    private func afterHold(_ step: HeldStep, of deal: Digest256) {
        let waits = holding.withLock { table in
            guard var steps = table[deal] else { return false }
            steps.append(step)
            table[deal] = steps
            return true
        }
        if !waits { take(step, of: deal) }
    }

    private func take(_ step: HeldStep, of deal: Digest256) {
        switch step {
        case .run(let order): receiver.withLock { $0 }?.take([.run([order])])
        case .release: parts.holder.release(Self.holderName(deal))
        }
    }

    /// How often a question to the ledger is asked again that it could not answer.
    private static let questionsMax = 50

    /// Asks how a deal stands, again later when the ledger cannot say.
    private func inspect(_ deal: DealID, questions: Int = 1) {
        parts.ledger.deal(deal) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let statement): add([.inspected(deal, statement)])
            case .failure:
                guard questions < Self.questionsMax else { return }
                errands.add { [weak self] in
                    do { try await Task.sleep(for: .milliseconds(200)) } catch { return }
                    self?.inspect(deal, questions: questions + 1)
                }
            }
        }
    }

    // MARK: - The bus

    package func send(_ messages: [OrchestratorMessage], to node: NodeID) { parts.bus.send(messages, to: node) }

    package func send(_ messages: [NodeMessage], from node: NodeID) {
        var passed: [NodeMessage] = []
        var events: [NodeDealEvent] = []
        for message in messages {
            switch message {
            case .finished(let incarnation, let reports):
                let (own, others) = machine.withLock { machine in
                    (
                        reports.filter { machine.hasDeal($0.executionID) },
                        reports.filter { !machine.hasDeal($0.executionID) }
                    )
                }
                if !own.isEmpty { events.append(.finished(own, incarnation)) }
                if !others.isEmpty { passed.append(.finished(incarnation, others)) }
            case .returned(_, let ids):
                let own = machine.withLock { machine in ids.filter { machine.hasDeal($0) } }
                if !own.isEmpty { events.append(.returned(own)) }
                passed.append(message)
            case .register, .heartbeat, .progress, .opened, .offered, .leaving: passed.append(message)
            }
        }
        if !passed.isEmpty { parts.bus.send(passed, from: node) }
        if !events.isEmpty { add(events) }
    }

    package func receive(_ receive: @escaping @Sendable (NodeID, [NodeMessage]) -> Void) -> BusSubscription {
        parts.bus.receive(receive)
    }

    package func receive(
        for node: NodeID,
        _ receive: @escaping @Sendable ([OrchestratorMessage]) -> Void
    ) -> BusSubscription {
        receiver.withLock { $0 = Receiver(take: receive) }
        let inner = parts.bus.receive(for: node) { [weak self] messages in self?.take(messages) }
        return BusSubscription { [weak self] in
            inner.cancel()
            self?.receiver.withLock { $0 = nil }
        }
    }

    private func take(_ messages: [OrchestratorMessage]) {
        var passed: [OrchestratorMessage] = []
        var events: [NodeDealEvent] = []
        for message in messages {
            switch message {
            case .run(let orders):
                let free = orders.filter { $0.deal?.isOver != false }
                if !free.isEmpty { passed.append(.run(free)) }
                for order in orders where order.deal?.isOver == false { events.append(.ordered(order)) }
            case .quote(let order, let price): events.append(.asked(order, price: price))
            // Of an unknown execution too: the order of a deal may come after its stop.
            case .stop(let id, let reason): events.append(.stopped(id, reason: reason))
            case .openingTaken(let deal): events.append(.openingTaken(deal))
            case .recall, .acknowledged, .registerAgain: passed.append(message)
            }
        }
        if !passed.isEmpty { receiver.withLock { $0 }?.take(passed) }
        if !events.isEmpty { add(events) }
    }
}
