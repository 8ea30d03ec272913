package import ContentAddressing
package import Core
import Ledger
import Scheduling
package import Settlement

/// Decides for a node what its deals need: it takes only orders that the ledger knows, commits to results before it
/// reports them, keeps what opens its commitments, and opens them when it has to.
package struct NodeDealMachine: Sendable {
    enum Timer: Sendable {
        /// Time to decline a slot for which no order came.
        case decline(DealID)
        /// Time to send a commitment again that could not be sent.
        case commitAgain(ExecutionID)
        /// Time to write an opening again that could not be written.
        case keepAgain(ExecutionID)
        /// Time to ask about a deal again when nothing was answered.
        case askAgain(DealID)
        /// Time to show an opening again that the client has not taken.
        case showAgain(DealID)
        /// Time to look whether a deal is still open whose inputs are held.
        case askWhetherOpen(DealID)
    }

    /// What opens a commitment.
    struct Kept: Sendable {
        var slot: Int
        var opening: Opening
        /// Nil for one that an older version has written.
        var executionID: ExecutionID?
    }

    /// An opening that the client was shown and has not taken yet.
    struct Shown: Sendable {
        var executionID: ExecutionID
        var rho: Digest256
        var incarnation: Incarnation
        var times = 0
    }

    /// How the machine is set up.
    package struct Configuration: Sendable {
        package var ledger: Digest256
        package var account: AccountID
        /// What the secrets of commitments are derived from.
        package var secret: Digest256
        package var prices: NodePrices
        /// The version of each engine for whose results the node has stake, by its kind in lower case.
        package var engineVersions: StringMap
        package var params: Params
        /// How soon a message that could not be sent is sent again.
        package var retryAfter: Duration = .seconds(1)
        /// How soon a question about a deal is asked again that may have to be opened.
        package var askAfter: Duration = .seconds(60)
        /// How soon it is looked whether a deal is still open whose inputs are held.
        package var holdCheck: Duration = .seconds(600)
        /// How soon an opening is first shown again that the client has not taken.
        package var showAfter: Duration = .seconds(30)

        package init(
            ledger: Digest256,
            account: AccountID,
            secret: Digest256,
            prices: NodePrices,
            engineVersions: StringMap,
            params: Params
        ) {
            self.ledger = ledger
            self.account = account
            self.secret = secret
            self.prices = prices
            self.engineVersions = engineVersions
            self.params = params
        }
    }

    package let configuration: Configuration
    /// By execution.
    var deals = LookupTable<ExecutionID, NodeDeal>()
    /// The executions of open slots of this node, by deal; a node has one slot in a deal.
    var executions = LookupTable<DealID, ExecutionID>()
    /// Slots for which no order has come yet.
    var awaited = LookupTable<DealID, Int>()
    /// Executions that were stopped and are not known: their orders may come later.
    var stopped = LookupTable<ExecutionID, Bool>()
    var stoppedOrder: [ExecutionID] = []
    /// What opens commitments, by deal.
    var openings = LookupTable<DealID, Kept>()
    /// What the client was shown after the end of its deal, until it says that it has it.
    var shown = LookupTable<DealID, Shown>()
    /// Deals whose inputs are held.
    var held = LookupTable<DealID, Bool>()
    /// Deals with a commitment that the ledger was asked about, or was shown the opening of.
    var asked = LookupTable<DealID, Bool>()
    var timers = TimerQueue<Timer>()
    var out: [NodeDealAction] = []

    package init(configuration: Configuration) { self.configuration = configuration }

    /// Takes back what a former life kept; asks the ledger what became of those deals.
    package mutating func restore(_ kept: [KeptOpening], now: Timestamp) -> [NodeDealAction] {
        out = []
        for item in kept {
            let deal = DealID(item.deal)
            guard let opening = try? Self.opening(item.opening, of: deal) else { continue }
            openings[deal] = Kept(slot: item.slot, opening: opening, executionID: item.executionID)
            hold(item.inputs, for: deal, now: now)
            ask(deal, now: now)
        }
        defer { out = [] }
        return out
    }

    /// Whoever checks a run must find its inputs: perhaps only the client has them, too, and keeps them back.
    ///
    /// The end of a deal may be read before a late order for it: so the ledger is asked now and then.
    mutating func hold(_ roots: [CID], for deal: DealID, now: Timestamp) {
        guard !roots.isEmpty, !held.contains(deal) else { return }
        held[deal] = true
        out.append(.hold(deal.digest, roots))
        timers.add(.askWhetherOpen(deal), at: now + configuration.holdCheck)
    }

    private mutating func askWhetherOpen(_ deal: DealID, now: Timestamp) {
        guard held.contains(deal) else { return }
        out.append(.inspect(deal))
        timers.add(.askWhetherOpen(deal), at: now + configuration.holdCheck)
    }

    /// When the machine wants a tick.
    package var nextDeadline: Timestamp { timers.next ?? .distantFuture }

    /// Deals that the node has a commitment in, for figures.
    package var openCount: Int { openings.count }

    /// Whether an execution is done for a deal.
    package func hasDeal(_ id: ExecutionID) -> Bool { deals.contains(id) }

    /// Takes events in their order and gives what they lead to.
    package mutating func handle(_ events: [NodeDealEvent], now: Timestamp) -> [NodeDealAction] {
        out = []
        for event in events { handle(event, now: now) }
        while let timer = timers.popDue(now) {
            switch timer {
            case .decline(let deal): if awaited.remove(deal) != nil { decline(deal) }
            case .commitAgain(let id): if let deal = deals[id], deal.phase == .committing { commit(deal) }
            case .keepAgain(let id): if let deal = deals[id], deal.phase == .keeping { keep(deal) }
            case .askAgain(let deal): if asked.remove(deal) != nil { ask(deal, now: now) }
            case .showAgain(let deal): showAgain(deal, now: now)
            case .askWhetherOpen(let deal): askWhetherOpen(deal, now: now)
            }
        }
        defer { out = [] }
        return out
    }

    private mutating func handle(_ event: NodeDealEvent, now: Timestamp) {
        switch event {
        case .asked(let order, let price): quote(order, price: price, now: now)
        case .measured(let order, let price, let bytes): measured(order, price: price, bytes, now: now)
        case .ordered(let order): take(order, now: now)
        case .stopped(let id, let reason): stop(id, reason, now: now)
        case .finished(let reports, let incarnation):
            for report in reports { finish(report, incarnation, now: now) }
        case .returned(let ids): for id in ids { giveBack(id) }
        case .kept(let ids, let error): for id in ids { kept(id, error, now: now) }
        case .answered(let deal, let purpose, let result): answer(deal, purpose, result, now: now)
        case .inspected(let deal, let statement): inspect(deal, statement, now: now)
        case .logged(let entries): for entry in entries { read(entry, now: now) }
        case .openingTaken(let deal): taken(DealID(deal))
        case .tick: break
        }
    }

    // MARK: - Openings as bytes

    /// An opening as the message that shows it.
    static func bytes(_ opening: Opening, slot: Int, of deal: DealID) -> [UInt8] {
        Message.reveal(deal, slot: UInt32(slot), opening).body
    }

    private static func opening(_ bytes: [UInt8], of deal: DealID) throws(SettlementError) -> Opening {
        let empty = Opening(receipt: .zero, fuel: 0, pages: 0, blob: .zero, rho: .zero)
        let type = Message.reveal(deal, slot: 0, empty).type
        guard case .reveal(deal, _, let opening) = try Message(type: type, body: bytes) else {
            throw SettlementError(.malformed, "this is not an opening of the deal")
        }
        return opening
    }
}
