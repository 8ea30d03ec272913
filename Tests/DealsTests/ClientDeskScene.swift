import Core
import Deals
import InMemory
import Settlement
import Testing

@testable import Ledger

/// The client's driver between an orchestrator and nodes that note what they hear, on a real ledger.
///
/// The nodes are registered; nothing runs before `whileRunning`.
struct ClientDeskScene {
    let ledger: DeskLedger
    let store: GatedDealStore
    let bus = InMemoryBus()
    let desk: ClientDealDesk
    let outbox: AccountOutbox
    let follower: LedgerFollower
    /// What the first node hears.
    let node = Heard<OrchestratorMessage>()
    /// What the other nodes hear.
    let others = Heard<OrchestratorMessage>()
    /// What the orchestrator hears, without what the nodes say of themselves at first.
    let orchestrator = Heard<NodeMessage>()
    private let subscriptions: [BusSubscription]

    static let life = Incarnation(1)

    init(
        _ ledger: DeskLedger,
        store: GatedDealStore = GatedDealStore(),
        jobs: InMemoryJobStore = InMemoryJobStore()
    ) async throws {
        self.ledger = ledger
        self.store = store
        follower = LedgerFollower(ledger: ledger)
        outbox = AccountOutbox(ledger: ledger, key: try #require(Sample.clientKey), clock: ledger.clock)
        let value = ledger.value
        let start = LedgerStart(
            params: value.machine.params,
            nextDealNonce: value.machine.account(Sample.client)?.nextDealNonce ?? 0,
            sequence: UInt64(value.log.count)
        )
        desk = try await ClientDealDesk(
            secret: Sample.secret,
            start: start,
            parts: ClientDealDesk.Parts(
                bus: bus,
                ledger: ledger,
                follower: follower,
                outbox: outbox,
                store: store,
                jobs: jobs,
                inputs: InputMeter(NoContent()),
                clock: ledger.clock
            )
        )
        var subscriptions = [
            desk.receive { [orchestrator] _, messages in
                orchestrator.add(messages.filter { if case .register(_, _, []) = $0 { false } else { true } })
            }
        ]
        for index in 0..<7 {
            let heard = index == 0 ? node : others
            subscriptions.append(bus.receive(for: Sample.nodeID(index)) { [heard] in heard.add($0) })
            bus.send([.register(Sample.node(index), Self.life, known: [])], from: Sample.nodeID(index))
        }
        self.subscriptions = subscriptions
    }

    /// With a ledger on which nothing has happened.
    init() async throws { try await self.init(DeskLedger(try Sample.ledger())) }

    /// Orders from the first node, as the scheduler does.
    func order(_ orders: ExecutionOrder...) { desk.send([.run(orders)], to: Sample.nodeID(0)) }

    /// The first node says something.
    func say(_ messages: NodeMessage...) { bus.send(messages, from: Sample.nodeID(0)) }

    /// Runs the drivers while the body works, and ends them afterwards.
    func whileRunning(_ body: () async throws -> Void) async throws {
        try await ledger.whileRunning(outbox, follower, { [desk] in await desk.run() }, body)
    }
}
