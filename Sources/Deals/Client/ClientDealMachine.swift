package import ContentAddressing
package import Core
import Ledger
import Scheduling
package import Settlement

/// Decides for a client what becomes of its deals: it posts and assigns them, watches the ledger, has results checked
/// when the coin says so, and tells the orchestrator which results count.
///
/// It stands between the orchestrator and its nodes. Messages of both may be lost, repeated or late, as without it.
package struct ClientDealMachine: Sendable {
    enum Timer: Sendable {
        case wake(ExecutionID)
        /// Time to write the record of an ended deal again.
        case saveAgain(ExecutionID)
    }

    /// A node as it described itself.
    struct Known: Sendable {
        var info: NodeInfo
        var incarnation: Incarnation
    }

    /// How the machine is set up.
    package struct Configuration: Sendable {
        package var ledger: Digest256
        /// The account that pays.
        package var account: AccountID
        /// What the secrets of deals are derived from.
        package var secret: Digest256
        /// How soon a deal is tried again for which the money was lacking.
        package var moneyRetry: Duration = .seconds(2)
        /// How soon the record of an ended deal is written again that could not be written.
        package var saveRetry: Duration = .seconds(1)
        /// How soon a message is sent again that came too early for the ledger.
        package var earlyRetry: Duration = .milliseconds(500)
        /// How soon an order to check is sent again when its node has not committed.
        package var checkRetry: Duration = .seconds(5)
        /// How soon a node is asked for its price again, and how often.
        package var quoteRetry: Duration = .seconds(5)
        package var quotesMax = 3
        /// How many refusals of a post are borne, apart from those for lack of money and for a nonce.
        package var refusalsMax = 5
        /// How many refusals for a nonce are borne that was not used: others may send for the account at the same time.
        package var strangeRefusalsMax = 20
        /// The most deals that may be open or wait.
        package var dealsMax = 1_000_000

        package init(ledger: Digest256, account: AccountID, secret: Digest256) {
            self.ledger = ledger
            self.account = account
            self.secret = secret
        }
    }

    package let configuration: Configuration
    var params: Params
    var nextDealNonce: UInt64
    /// As the ledger said it last, and how often it has said so.
    var ledgerDealNonce: UInt64 = 0
    var termsCount = 0
    var deals = LookupTable<ExecutionID, ClientDeal>()
    var executions = LookupTable<Digest256, ExecutionID>()
    var nodes = LookupTable<NodeID, Known>()
    var accounts = LookupTable<Digest256, NodeID>()
    /// What checkers ask, by engine; forgotten when a node or the ledger says something new.
    var checkers = LookupTable<String, CheckerPrices>()
    /// Nodes that lost their stake for a wrong result.
    var caught = LookupTable<NodeID, Bool>()
    /// What the orchestrator was told of ended executions whose result does not count.
    var told = LookupTable<ExecutionID, ExecutionReport>()
    /// Deals that have ended lately: their nodes may still report, or show what opens their commitments.
    var ended = LookupTable<ExecutionID, EndedDeal>()
    var endedOrder: [ExecutionID] = []
    var timers = TimerQueue<Timer>()
    /// The one moment at which each deal wants to be woken.
    var wakes = LookupTable<ExecutionID, Timestamp>()
    var out: [ClientDealAction] = []

    package init(configuration: Configuration, params: Params, nextDealNonce: UInt64) {
        self.configuration = configuration
        self.params = params
        self.nextDealNonce = nextDealNonce
    }

    /// Takes back the open deals of a former life; the log of each has to follow as `history`.
    package mutating func restore(_ records: [DealRecord]) {
        for record in records where record.isOpen {
            var deal = ClientDeal(record: record, order: nil)
            // Whatever it was before: the ledger knows the deal, or it never came to be.
            deal.phase = .running
            deal.awaitsHistory = true
            deals[record.executionID] = deal
            executions[record.deal] = record.executionID
        }
    }

    /// The number of deals that are open or wait.
    package var count: Int { deals.count }

    /// When the machine wants a tick.
    package var nextDeadline: Timestamp { timers.next ?? .distantFuture }

    /// Whether an execution is here to check another one.
    package func isCheck(_ id: ExecutionID) -> Bool { Self.checkedID(id) != nil }

    /// Whether the machine has a deal behind an execution.
    package func hasDeal(_ id: ExecutionID) -> Bool { deals.contains(id) }

    /// Whether the machine has something to say about reports of an execution.
    package func judges(_ id: ExecutionID) -> Bool { deals.contains(id) || ended.contains(id) || told.contains(id) }

    /// Whether the machine has the record of an execution's deal.
    package func hasRecord(_ id: ExecutionID) -> Bool { deals.contains(id) || ended.contains(id) }

    /// Takes events in their order and gives what they lead to.
    package mutating func handle(_ events: [ClientDealEvent], now: Timestamp) -> [ClientDealAction] {
        out = []
        for event in events { handle(event, now: now) }
        while let timer = timers.popDue(now) {
            switch timer {
            case .wake(let id):
                // A later moment may have taken its place.
                guard let moment = wakes[id], moment <= now else { continue }
                wakes.remove(id)
                wake(id, now: now)
            case .saveAgain(let id): write(id)
            }
        }
        defer { out = [] }
        return out
    }

    private mutating func handle(_ event: ClientDealEvent, now: Timestamp) {
        switch event {
        case .ordered(let order): take(order, now: now)
        case .stopped(let id, let reason): stop(id, reason: reason, now: now)
        case .registered(let info, let incarnation): register(info, incarnation)
        case .reported(let report, let node, let incarnation): take(report, from: node, incarnation, now: now)
        case .returned(let id, let node, let incarnation): giveBack(id, from: node, incarnation, now: now)
        case .opened(let id, let node, let deal, let rho): open(id, from: node, deal: deal, rho: rho)
        case .measured(let id, let bytes): measured(id, bytes, now: now)
        case .offered(let id, let node, let offer, let reason):
            take(offer, for: id, from: node, reason: reason, now: now)
        case .openingRecalled(let record, let id, let node, let deal, let rho):
            recallOpening(record, id, from: node, deal: deal, rho: rho)
        case .saved(let ids, let error): for id in ids { saved(id, error, now: now) }
        case .answered(let id, let purpose, let answers): answer(id, purpose, answers, now: now)
        case .inspected(let id, let statement): inspect(id, statement, now: now)
        case .orderLoaded(let id, let order): loaded(id, order, now: now)
        case .logged(let entries): for entry in entries { read(entry, now: now) }
        case .history(let id, let entries): readHistory(id, entries, now: now)
        case .recalled(let record, let report, let node, let incarnation):
            recall(record, report, from: node, incarnation, now: now)
        case .termsChanged(let params, let nonce):
            self.params = params
            checkers.removeAll()
            nextDealNonce = max(nextDealNonce, nonce)
            ledgerDealNonce = max(ledgerDealNonce, nonce)
            termsCount += 1
        case .tick: break
        }
    }

    private mutating func register(_ info: NodeInfo, _ incarnation: Incarnation) {
        if nodes[info.id]?.info.deals != info.deals { checkers.removeAll() }
        nodes[info.id] = Known(info: info, incarnation: incarnation)
        if let deals = info.deals { accounts[deals.account] = info.id }
    }

    // MARK: - Names

    private static let checkMark = "-check"

    /// The id of a run that checks an execution.
    static func checkID(_ id: ExecutionID, slot: Int) -> ExecutionID { ExecutionID(id.text + checkMark + "\(slot)") }

    /// The execution that a run checks; nil for an ordinary one.
    package static func checkedID(_ id: ExecutionID) -> ExecutionID? {
        let bytes = Array(id.text.utf8)
        let mark = Array(checkMark.utf8)
        // "-check" and one digit or two.
        for digits in 1...2 where bytes.count > mark.count + digits {
            let start = bytes.count - digits - mark.count
            guard Array(bytes[start..<start + mark.count]) == mark,
                bytes[(start + mark.count)...].allSatisfy({ (0x30...0x39).contains($0) })
            else { continue }
            return ExecutionID(String(decoding: bytes[..<start], as: UTF8.self))
        }
        return nil
    }

    /// The client's side of a deal with the policy of its style.
    func client(of record: DealRecord) -> DealClient {
        DealClient(
            account: configuration.account,
            secret: configuration.secret,
            policy: ClientPolicy(
                pPpm: record.checkPpm,
                multBps: params.multMinBps,
                verifiesAlways: record.style.waitsForVerdict
            ),
            sealing: .hpke
        )
    }

    mutating func wake(_ id: ExecutionID, at deadline: Timestamp) {
        wakes[id] = deadline
        timers.add(.wake(id), at: deadline)
    }
}
