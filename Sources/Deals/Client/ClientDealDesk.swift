package import ContentAddressing
package import Core
package import Ledger
import Settlement
import Synchronization

/// The client's driver of deals: a message bus for the orchestrator that makes a deal of each paid execution.
///
/// Orders without pay pass as they are. A paid one leaves when its deal stands on the ledger; what comes back counts
/// when the machine says so. Everything else about the bus is as without it.
package final class ClientDealDesk: MessageBus {
    /// What the desk uses.
    package struct Parts: Sendable {
        package var bus: any MessageBus
        package var ledger: any DealLedger
        package var follower: LedgerFollower
        package var outbox: AccountOutbox
        package var store: any DealStore
        package var jobs: any JobStore
        package var inputs: InputMeter
        package var clock: @Sendable () -> Timestamp

        package init(
            bus: any MessageBus,
            ledger: any DealLedger,
            follower: LedgerFollower,
            outbox: AccountOutbox,
            store: any DealStore,
            jobs: any JobStore,
            inputs: InputMeter,
            clock: @escaping @Sendable () -> Timestamp
        ) {
            self.bus = bus
            self.ledger = ledger
            self.follower = follower
            self.outbox = outbox
            self.store = store
            self.jobs = jobs
            self.inputs = inputs
            self.clock = clock
        }
    }

    /// Kept whole: a bare closure in a lock is wrapped once more each time it is read.
    private struct Receiver: Sendable {
        var take: @Sendable (NodeID, [NodeMessage]) -> Void
    }

    /// Told that a node was caught, why, and in which deal.
    package typealias Catch = @Sendable (NodeID, String, DealRecord) async -> Void

    private struct CatchHandler: Sendable {
        var handle: Catch
    }

    let parts: Parts
    private let machine: Mutex<ClientDealMachine>
    private let queue = EventQueue<ClientDealEvent>()
    private let errands = Errands()
    private let receiver = Mutex<Receiver?>(nil)
    /// The open deals of a former life.
    private let restored: [DealRecord]
    /// Executions of this life that nobody pays for, until their outcomes are committed.
    private let free = Mutex(LookupTable<ExecutionID, Bool>())
    /// The most of them that are remembered.
    private static let freeMax = 1_000_000
    private let onCatch = Mutex<CatchHandler?>(nil)

    /// Takes up the open deals of the store; the ledger need not run yet.
    package init(secret: Digest256, start: LedgerStart, parts: Parts) async throws {
        self.parts = parts
        var machine = ClientDealMachine(
            configuration: ClientDealMachine.Configuration(
                ledger: parts.ledger.capabilities.ledger,
                account: parts.outbox.account,
                secret: secret
            ),
            params: start.params,
            nextDealNonce: start.nextDealNonce
        )
        restored = try await parts.store.openDeals()
        machine.restore(restored)
        self.machine = Mutex(machine)
        parts.follower.follow { [weak self] entries in self?.add([.logged(entries)]) }
    }

    /// Says what happens when a node is caught; to be called before `run`.
    package func whenCaught(_ body: @escaping Catch) { onCatch.withLock { $0 = CatchHandler(handle: body) } }

    /// Works until it is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.catchUp() }
            group.addTask { await self.errands.run() }
            group.addTask { await self.keepTime() }
            await group.waitForAll()
        }
        // What is done with a caught node knows the orchestrator, and that one knows this bus.
        onCatch.withLock { $0 = nil }
    }

    /// Deals that are open or wait for money.
    package var dealCount: Int { machine.withLock { $0.count } }

    /// Reads again what happened to the open deals of a former life.
    private func catchUp() async {
        for record in restored {
            while !Task.isCancelled {
                do {
                    let entries = try await parts.ledger.history(of: DealID(record.deal))
                    add([.history(record.executionID, entries)])
                    break
                } catch {
                    try? await Task.sleep(for: .milliseconds(200))
                }
            }
        }
    }

    private func keepTime() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
            let now = parts.clock()
            if machine.withLock({ $0.nextDeadline <= now }) { add([.tick]) }
        }
    }

    // MARK: - Steps

    private func add(_ events: [ClientDealEvent]) {
        queue.add(events) { events in
            let now = parts.clock()
            perform(machine.withLock { $0.handle(events, now: now) })
        }
    }

    /// Records that are waited for first, then the ledger, then messages; at last the records that nobody waits for,
    /// so that the answer to a job does not wait for them.
    private func perform(_ actions: [ClientDealAction]) {
        let records = SortedRecords(actions)
        save(records.first, records.awaited)
        for action in actions { perform(action) }
        save(records.last, [])
    }

    private func save(_ records: [DealRecord], _ awaited: [ExecutionID]) {
        guard !records.isEmpty else { return }
        parts.store.save(records) { [weak self] result in
            var failure: CoreError?
            if case .failure(let error) = result { failure = error }
            if !awaited.isEmpty { self?.add([.saved(awaited, failure)]) }
        }
    }

    private func perform(_ action: ClientDealAction) {
        switch action {
        case .save: break
        case .measure(let order):
            errands.add { [weak self] in
                guard let self else { return }
                self.add([.measured(order.execution.id, await self.parts.inputs.bytes(of: order))])
            }
        case .submit(let id, let purpose, let messages):
            parts.outbox.send(messages) { [weak self] result in self?.add([.answered(id, purpose, result)]) }
        case .inspect(let id, let deal):
            parts.ledger.deal(deal) { [weak self] result in
                if case .success(let statement) = result { self?.add([.inspected(id, statement)]) }
            }
        case .refreshTerms: errands.add { [weak self] in await self?.refreshTerms() }
        case .loadOrder(let record): errands.add { [weak self] in await self?.loadOrder(record) }
        case .tell(let node, let message): parts.bus.send([message], to: node)
        case .report(let node, let message): receiver.withLock { $0 }?.take(node, [message])
        case .exclude(let node, let reason, let record):
            let body = onCatch.withLock { $0 }
            errands.add { await body?.handle(node, reason, record) }
        }
    }

    private func refreshTerms() async {
        guard let params = try? await parts.ledger.params(),
            let account = try? await parts.ledger.account(parts.outbox.account)
        else { return }
        add([.termsChanged(params, nextDealNonce: account.account.nextDealNonce)])
    }

    /// The order of an execution from before a restart, as the scheduler made it then.
    private func loadOrder(_ record: DealRecord) async {
        guard let job = try? await parts.jobs.job(record.jobID, version: record.jobVersion) else { return }
        add([.orderLoaded(record.executionID, ExecutionOrder(record, job: job))])
    }

    /// Asks the store about a report from before a restart; when it fails, the node repeats itself.
    private func recall(_ report: ExecutionReport, from node: NodeID, _ incarnation: Incarnation) async {
        do {
            let record = try await parts.store.deal(of: report.executionID)
            add([.recalled(record, report, from: node, incarnation)])
        } catch {}
    }

    /// Asks the store about an opening from before a restart; when it fails, the node repeats itself.
    private func recallOpening(_ id: ExecutionID, from node: NodeID, _ deal: Digest256, _ rho: Digest256) async {
        do {
            let record = try await parts.store.deal(of: id)
            add([.openingRecalled(record, id, from: node, deal: deal, rho: rho)])
        } catch {}
    }

    // MARK: - The bus

    package func send(_ messages: [OrchestratorMessage], to node: NodeID) {
        var passed: [OrchestratorMessage] = []
        var events: [ClientDealEvent] = []
        for message in messages {
            switch message {
            case .run(let orders):
                let free = orders.filter { $0.job.spec.trust?.style.isPaid != true }
                if !free.isEmpty {
                    self.free.withLock { table in
                        // Those of lost nodes are never committed; what is forgotten is looked up in the store instead.
                        if table.count >= Self.freeMax { table.removeAll() }
                        for order in free { table[order.execution.id] = true }
                    }
                    passed.append(.run(free))
                }
                for order in orders where order.job.spec.trust?.style.isPaid == true { events.append(.ordered(order)) }
            case .stop(let id, let reason):
                if machine.withLock({ $0.hasDeal(id) }) {
                    events.append(.stopped(id, reason: reason))
                } else {
                    passed.append(message)
                }
            case .acknowledged(let ids):
                free.withLock { for id in ids { $0.remove(id) } }
                passed.append(message)
            case .quote, .recall, .registerAgain, .openingTaken: passed.append(message)
            }
        }
        if !passed.isEmpty { parts.bus.send(passed, to: node) }
        if !events.isEmpty { add(events) }
    }

    package func send(_ messages: [NodeMessage], from node: NodeID) { parts.bus.send(messages, from: node) }

    package func receive(_ receive: @escaping @Sendable (NodeID, [NodeMessage]) -> Void) -> BusSubscription {
        receiver.withLock { $0 = Receiver(take: receive) }
        let inner = parts.bus.receive { [weak self] node, messages in self?.take(messages, from: node) }
        return BusSubscription { [weak self] in
            inner.cancel()
            self?.receiver.withLock { $0 = nil }
        }
    }

    package func receive(
        for node: NodeID,
        _ receive: @escaping @Sendable ([OrchestratorMessage]) -> Void
    ) -> BusSubscription { parts.bus.receive(for: node, receive) }

    /// Parts what nodes say: deals and checks are the machine's, the rest the orchestrator's.
    private func take(_ messages: [NodeMessage], from node: NodeID) {
        var sorted = SortedMessages()
        machine.withLock { machine in
            for message in messages { sorted.add(message, from: node, machine) }
        }
        if !sorted.events.isEmpty { add(sorted.events) }
        if !sorted.acknowledged.isEmpty { parts.bus.send([.acknowledged(sorted.acknowledged)], to: node) }
        for (report, incarnation) in sorted.unknown {
            if free.withLock({ $0.contains(report.executionID) }) {
                sorted.passed.append(.finished(incarnation, [report]))
            } else {
                errands.add { [weak self] in await self?.recall(report, from: node, incarnation) }
            }
        }
        for shown in sorted.unknownOpenings {
            errands.add { [weak self] in await self?.recallOpening(shown.id, from: node, shown.deal, shown.rho) }
        }
        if !sorted.passed.isEmpty { receiver.withLock { $0 }?.take(node, sorted.passed) }
    }
}
