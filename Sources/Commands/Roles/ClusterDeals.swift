import ComputeNode
import ContentAddressing
import Core
import Database
import Deals
import Ledger
import Logging
import Orchestrator
import Settlement

/// The drivers of deals of one process: the orchestrator's, which pays, and each node's, which earns.
struct ClusterDeals: Sendable {
    let ledger: LedgerService
    /// The bus that the orchestrator uses.
    let client: ClientDealDesk
    let store: SQLiteDealStore
    private let follower: LedgerFollower
    private let outboxes: [AccountOutbox]
    private let nodes: [NodeDealDesk]
    private let openings: [SQLiteOpeningStore]
    private let start: UInt64

    /// A node as its driver of deals needs it.
    struct Node: Sendable {
        var info: NodeInfo
        var key: NodeKey
        var folder: String
        var holder: any InputHolder
    }

    /// Opens the stores and drivers; nothing runs yet, the ledger neither.
    static func open(
        _ ledger: LedgerService,
        _ plan: ClusterPlan,
        bus: any MessageBus,
        jobs: any JobStore,
        content: any ContentExchange,
        key: NodeKey,
        nodes: [Node]
    ) async throws -> ClusterDeals {
        let clock: @Sendable () -> Timestamp = { Timestamp.wallClock() }
        let follower = LedgerFollower(ledger: ledger)
        let outbox = AccountOutbox(ledger: ledger, key: key.signingKey, clock: clock)
        let start = ledger.start(of: key.account)
        let store = try SQLiteDealStore(path: plan.folder + "/deals.sqlite", durability: plan.durability)
        let client = try await ClientDealDesk(
            secret: key.secret("bac/client/v1"),
            start: start,
            parts: ClientDealDesk.Parts(
                bus: bus,
                ledger: ledger,
                follower: follower,
                outbox: outbox,
                store: store,
                jobs: jobs,
                inputs: InputMeter(content),
                clock: clock
            )
        )
        var outboxes = [outbox]
        var desks: [NodeDealDesk] = []
        var openings: [SQLiteOpeningStore] = []
        for node in nodes {
            let outbox = AccountOutbox(ledger: ledger, key: node.key.signingKey, clock: clock)
            let kept = try SQLiteOpeningStore(path: node.folder + "/openings.sqlite", durability: plan.durability)
            outboxes.append(outbox)
            openings.append(kept)
            desks.append(
                try await NodeDealDesk(
                    configuration: configuration(of: node, ledger, plan, start.params),
                    parts: NodeDealDesk.Parts(
                        node: node.info.id,
                        bus: bus,
                        ledger: ledger,
                        follower: follower,
                        outbox: outbox,
                        store: kept,
                        inputs: InputMeter(content, for: node.info.id),
                        holder: node.holder,
                        clock: clock
                    )
                )
            )
        }
        return ClusterDeals(
            ledger: ledger,
            client: client,
            store: store,
            follower: follower,
            outboxes: outboxes,
            nodes: desks,
            openings: openings,
            start: start.sequence
        )
    }

    private static func configuration(
        of node: Node,
        _ ledger: LedgerService,
        _ plan: ClusterPlan,
        _ params: Params
    ) -> NodeDealMachine.Configuration {
        var versions = StringMap()
        for engine in node.info.engines where engine.isAvailable && plan.stakedEngines.contains(engine.kind) {
            versions[engine.kind.lowercased()] = engine.version
        }
        return NodeDealMachine.Configuration(
            ledger: ledger.capabilities.ledger,
            account: node.key.account,
            secret: node.key.secret("bac/node/v1"),
            prices: plan.prices,
            engineVersions: versions,
            params: params
        )
    }

    /// The bus of a node, by its place.
    func bus(ofNode index: Int) -> any MessageBus { nodes[index] }

    /// What a node says about being paid; nil when it cannot sign.
    static func terms(of key: SigningKey, _ ledger: LedgerService, _ plan: ClusterPlan) -> NodeDeals? {
        let now = Timestamp.wallClock().nanoseconds / 1_000_000_000
        let name = ledger.capabilities.ledger
        let offer = NodeOffer.standing(
            price: plan.prices.perGfuel,
            expiry: now + NodeOffer.lifetimeSeconds,
            ledger: name,
            key: key
        )
        return offer.map {
            NodeDeals(
                ledger: name,
                account: key.account.digest,
                prices: plan.prices,
                engines: plan.stakedEngines,
                offer: $0
            )
        }
    }

    /// Says what happens to a node that was caught: no more work for it, and a look at what was taken from it before.
    func connect(to orchestrator: OrchestratorService, logger: Logger) {
        let tracking = BackTracking(store: store, jobs: orchestrator, clock: { Timestamp.wallClock() })
        client.whenCaught { node, reason, record in
            logger.warning("a node was caught", metadata: ["node": "\(node)", "reason": "\(reason)"])
            do {
                try await orchestrator.setMembership(of: node.text, to: .rejected, message: reason)
                try await tracking.lookBack(at: node, caughtBy: record)
            } catch {
                logger.error("a caught node is not dealt with", metadata: ["node": "\(node)", "error": "\(error)"])
            }
        }
    }

    /// Works until it is cancelled; the ledger has to run before and after it.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for outbox in outboxes { group.addTask { await outbox.run() } }
            for node in nodes { group.addTask { await node.run() } }
            group.addTask { await client.run() }
            group.addTask { await follower.run(after: start) }
            await group.waitForAll()
        }
    }

    /// Signs the nodes' offers anew, long before the last ones end, until it is cancelled.
    func renewOffers(
        of nodes: [ComputeNodeService],
        _ infos: [NodeInfo],
        _ keys: [SigningKey],
        _ plan: ClusterPlan
    ) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(NodeOffer.lifetimeSeconds / 4)) } catch { return }
            for (index, node) in nodes.enumerated() {
                var info = infos[index]
                info.deals = Self.terms(of: keys[index], ledger, plan)
                node.update(info)
            }
        }
    }

    func close() throws {
        try store.close()
        for kept in openings { try kept.close() }
    }
}
