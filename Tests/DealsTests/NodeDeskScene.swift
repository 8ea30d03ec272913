import Core
import Deals
import InMemory
import Testing

/// One node's driver between a node and an orchestrator that note what they hear, on a real ledger in which the node
/// has the slot of a deal.
///
/// Nothing runs before `whileRunning`.
struct NodeDeskScene {
    let ledger: DeskLedger
    let store: GatedOpeningStore
    let holder = GatedHolder()
    let bus: InMemoryBus
    let desk: NodeDealDesk
    let outbox: AccountOutbox
    let follower: LedgerFollower
    /// What the node hears.
    let node = Heard<OrchestratorMessage>()
    /// What the orchestrator hears.
    let orchestrator = Heard<NodeMessage>()
    private let subscriptions: [BusSubscription]

    static let life = Incarnation(1)
    static let id = Sample.nodeID(0)

    /// On a bus that is shared, the orchestrator is somebody else's.
    init(
        _ ledger: DeskLedger,
        store: GatedOpeningStore = GatedOpeningStore(),
        sharing shared: InMemoryBus? = nil
    ) async throws {
        self.ledger = ledger
        bus = shared ?? InMemoryBus()
        self.store = store
        follower = LedgerFollower(ledger: ledger)
        outbox = AccountOutbox(ledger: ledger, key: try #require(Sample.nodeKeys[0]), clock: ledger.clock)
        desk = try await NodeDealDesk(
            configuration: Sample.nodeMachine(0).configuration,
            parts: NodeDealDesk.Parts(
                node: Self.id,
                bus: bus,
                ledger: ledger,
                follower: follower,
                outbox: outbox,
                store: store,
                inputs: InputMeter(NoContent()),
                holder: holder,
                clock: ledger.clock
            )
        )
        var subscriptions = [desk.receive(for: Self.id) { [node] in node.add($0) }]
        if shared == nil {
            subscriptions.append(bus.receive { [orchestrator] _, messages in orchestrator.add(messages) })
        }
        self.subscriptions = subscriptions
    }

    /// With a deal that the client has just made, and the order for it.
    static func withOrder(_ spec: JobSpec = Sample.spec(.verified)) async throws -> (NodeDeskScene, ExecutionOrder) {
        var client = try ClientScene()
        _ = try client.running(spec)
        guard case .run(let orders) = client.sent.last?.message, let order = orders.first else {
            throw CoreError(.notFound, "no order")
        }
        return (try await NodeDeskScene(DeskLedger(client.ledger, now: client.now)), order)
    }

    /// The orchestrator says something.
    func tell(_ messages: OrchestratorMessage...) { bus.send(messages, to: Self.id) }

    /// The node says something.
    func say(_ messages: NodeMessage...) { desk.send(messages, from: Self.id) }

    /// Runs the drivers while the body works, and ends them afterwards.
    func whileRunning(_ body: () async throws -> Void) async throws {
        try await ledger.whileRunning(outbox, follower, { [desk] in await desk.run() }, body)
    }
}
