import ContentAddressing
import Core
import Ledger
import Scheduling
import Settlement

extension NodeDealMachine {
    // MARK: - Orders

    mutating func take(_ order: ExecutionOrder, now: Timestamp) {
        guard let terms = order.deal else { return }
        let id = order.execution.id
        if var deal = deals.remove(id) {
            deal.order = order
            deals[id] = deal
            switch deal.phase {
            case .asking: look(at: deal, order)
            case .running: start(order, deal, now: now)
            case .keeping, .committing: break
            case .committed, .ended: if let report = deal.report { out.append(.report([report], deal.incarnation)) }
            }
            return
        }
        var deal = NodeDeal(executionID: id, terms: terms)
        deal.order = order
        deal.isStopped = stopped.contains(id)
        let isAwaited = awaited.remove(deal.id) != nil
        executions[deal.id] = id
        // That the slot is this node's is known, and that it can still be left.
        if deal.isStopped, isAwaited { return leave(deal) }
        deals[id] = deal
        look(at: deal, order)
    }

    /// Asks for all that has to be known before a run can start.
    private mutating func look(at deal: NodeDeal, _ order: ExecutionOrder) {
        out.append(asksForInput(order) ? .measure(order, price: 0) : .inspect(deal.id))
    }

    /// Lets the node work until the moment after which a result comes too late.
    private mutating func start(_ order: ExecutionOrder, _ deal: NodeDeal, now: Timestamp) {
        var order = order
        if let agreed = deal.deal, agreed.slots.indices.contains(deal.terms.slot), !order.job.spec.tasks.isEmpty {
            let left = agreed.slots[deal.terms.slot].deadline - now.nanoseconds / 1_000_000_000
            order.job.spec.tasks[0].timeouts.executionSeconds = max(1, left)
        }
        hold(InputMeter.roots(of: order), for: deal.id, now: now)
        out.append(.run(order))
    }

    /// Starts what the ledger confirms; anything else is declined, and the orchestrator told why.
    mutating func admit(_ deal: NodeDeal, _ statement: DealStatement?, now: Timestamp) {
        var deal = deal
        guard let order = deal.order else { return }
        do throws(CoreError) {
            deal.work = try checkedWork(deal, order, statement)
            deal.deal = statement?.deal
            // A slot that cannot be left any more is rather worked for, wanted or not.
            guard !deal.isStopped || !mayDecline(deal, now: now) else { return leave(deal) }
            deal.phase = .running
            deals[deal.executionID] = deal
            start(order, deal, now: now)
        } catch {
            deal.phase = .ended
            var report = ExecutionReport(executionID: deal.executionID, ending: .rejected, message: error.message)
            report.isPermanent = false
            out.append(.report([report], deal.incarnation))
            decline(deal.id)
            guard isOwn(deal, statement) else {
                // Nothing would ever end it here, and whoever sends such orders must not fill the memory.
                deals.remove(deal.executionID)
                executions.remove(deal.id)
                return
            }
            deal.report = report
            deals[deal.executionID] = deal
        }
    }

    /// Leaves the slot of an execution that was stopped before it was started.
    private mutating func leave(_ deal: NodeDeal) {
        var deal = deal
        deal.phase = .ended
        let message = "stopped before it started"
        let report = ExecutionReport(executionID: deal.executionID, ending: .cancelled, message: message)
        deal.report = report
        deals[deal.executionID] = deal
        decline(deal.id)
        out.append(.report([report], deal.incarnation))
    }

    /// Whether the ledger has the deal, with this node in the slot.
    private func isOwn(_ deal: NodeDeal, _ statement: DealStatement?) -> Bool {
        guard let nodes = statement?.nodes, nodes.indices.contains(deal.terms.slot) else { return false }
        return nodes[deal.terms.slot] == configuration.account
    }

    private func checkedWork(
        _ deal: NodeDeal,
        _ order: ExecutionOrder,
        _ statement: DealStatement?
    ) throws(CoreError) -> DealWork {
        guard deal.terms.ledger == configuration.ledger else { throw Self.refusal("the deal is on another ledger") }
        guard let statement else { throw Self.refusal("the ledger has no such deal") }
        let slot = deal.terms.slot
        guard statement.deal.slots.indices.contains(slot), statement.nodes[slot] == configuration.account else {
            throw Self.refusal("the deal's slot \(slot) is not this node's")
        }
        guard statement.deal.slots[slot].isLive else { throw Self.refusal("the deal's slot \(slot) is lost") }
        let work = try work(of: order, deal.terms)
        guard work.key == statement.deal.jobKey else {
            throw Self.refusal("the order is not the job of the deal (or for another version of the engine)")
        }
        try checkPay(deal, order.job.spec.task, statement.deal)
        return work
    }

    static func refusal(_ message: String) -> CoreError {
        CoreError(.forbidden, message, component: "Deals")
    }

    // MARK: - Not doing it

    mutating func decline(_ deal: DealID) { out.append(.submit(deal, .decline, .decline(deal))) }

    /// Whether the slot can still be left without a penalty.
    private func mayDecline(_ deal: NodeDeal, now: Timestamp) -> Bool {
        guard let agreed = deal.deal, agreed.slots.indices.contains(deal.terms.slot) else { return true }
        return now.nanoseconds / 1_000_000_000 <= agreed.slots[deal.terms.slot].fetchUntil
    }

    /// Whether the slot still takes a commitment.
    private func isInTime(_ deal: NodeDeal, now: Timestamp) -> Bool {
        guard let agreed = deal.deal, agreed.slots.indices.contains(deal.terms.slot) else { return false }
        return now.nanoseconds / 1_000_000_000 <= agreed.slots[deal.terms.slot].deadline
    }

    /// A run that cannot be left any more goes on: the client has to pay for it.
    ///
    /// A stop may be here before its order.
    mutating func stop(_ id: ExecutionID, _ reason: String, now: Timestamp) {
        guard let deal = deals[id] else {
            rememberStop(id)
            return out.append(.stop(id, reason: reason))
        }
        switch deal.phase {
        case .asking: deals[id]?.isStopped = true
        // Until the run has ended and the ledger has heard of it, time goes on.
        case .running: if mayDecline(deal, now: now + .seconds(reserve)) { out.append(.stop(id, reason: reason)) }
        case .keeping, .committing, .committed, .ended: break
        }
    }

    /// How many stops of unknown executions are remembered at least.
    private static let stopsMax = 10_000

    private mutating func rememberStop(_ id: ExecutionID) {
        guard !stopped.contains(id) else { return }
        stopped[id] = true
        stoppedOrder.append(id)
        guard stoppedOrder.count >= 2 * Self.stopsMax else { return }
        for old in stoppedOrder.prefix(Self.stopsMax) { stopped.remove(old) }
        stoppedOrder.removeFirst(Self.stopsMax)
    }

    /// The last part, in seconds, of the time in which a slot can be left without a penalty: by then it should be left.
    var reserve: Int64 { configuration.params.tFetch / 4 }

    mutating func giveBack(_ id: ExecutionID) {
        guard var deal = deals[id], deal.phase == .asking || deal.phase == .running else { return }
        deal.phase = .ended
        deals.remove(id)
        executions.remove(deal.id)
        decline(deal.id)
    }

    // MARK: - Results

    mutating func finish(_ report: ExecutionReport, _ incarnation: Incarnation, now: Timestamp) {
        guard var deal = deals[report.executionID] else { return }
        deal.incarnation = incarnation
        defer { deals[report.executionID] = deal }
        switch deal.phase {
        case .asking, .keeping, .committing: return
        case .committed, .ended: return out.append(.report([deal.report ?? report], incarnation))
        case .running: break
        }
        deal.report = report
        guard report.isRepeatable, let work = deal.work, let result = work.result(of: report) else {
            deal.phase = .ended
            if mayDecline(deal, now: now) { decline(deal.id) }
            return out.append(.report([report], incarnation))
        }
        let digest = result.digest(job: work.key)
        let opening = result.opening(job: work.key, rho: rho(deal, digest))
        // What a former life has committed to must not be overwritten: without it the stake is lost.
        if let kept = openings[deal.id], kept.opening != opening {
            deal.phase = .ended
            let message = "the run gave another result than before a restart"
            let failed = ExecutionReport(executionID: deal.executionID, ending: .failed, message: message)
            deal.report = failed
            return out.append(.report([failed], incarnation))
        }
        deal.opening = opening
        deal.phase = .keeping
        keep(deal)
    }

    /// Writes what opens the commitment, before anybody sees the commitment.
    func kept(_ deal: NodeDeal, _ opening: Opening) -> KeptOpening {
        let bytes = Self.bytes(opening, slot: deal.terms.slot, of: deal.id)
        return KeptOpening(
            deal: deal.terms.deal,
            slot: deal.terms.slot,
            executionID: deal.executionID,
            opening: bytes,
            inputs: deal.order.map { InputMeter.roots(of: $0) } ?? []
        )
    }

    mutating func keep(_ deal: NodeDeal) {
        guard let opening = deal.opening else { return }
        out.append(.keep(deal.executionID, kept(deal, opening)))
    }

    /// Known to this node alone, and the same again when the run is repeated after a crash.
    private func rho(_ deal: NodeDeal, _ digest: Digest256) -> Digest256 {
        var bytes = Array("bac/rho/v1".utf8)
        deal.terms.deal.append(to: &bytes)
        bytes.append(UInt8(truncatingIfNeeded: deal.terms.slot))
        digest.append(to: &bytes)
        return KeyedHash.code(key: configuration.secret, SHA256Hasher.digest(of: bytes))
    }

    mutating func kept(_ id: ExecutionID, _ error: CoreError?, now: Timestamp) {
        guard var deal = deals[id], deal.phase == .keeping, let opening = deal.opening else { return }
        if let error {
            if isInTime(deal, now: now) {
                timers.add(.keepAgain(id), at: now + configuration.retryAfter)
                return
            }
            // Without the opening on disk a crash would cost the stake: the slot is rather lost.
            deal.phase = .ended
            let message = "the opening could not be kept: \(error.message)"
            let report = ExecutionReport(executionID: id, ending: .failed, message: message)
            deal.report = report
            deals[id] = deal
            return out.append(.report([report], deal.incarnation))
        }
        openings[deal.id] = Kept(slot: deal.terms.slot, opening: opening, executionID: id)
        deal.phase = .committing
        deals[id] = deal
        commit(deal)
    }

    mutating func commit(_ deal: NodeDeal) {
        guard let agreed = deal.deal, let opening = deal.opening,
            let commit = DealNode(account: configuration.account, sealing: .hpke)
                .commit(opening, to: agreed, slot: deal.terms.slot)
        else { return refused(deal, "the charge is more than can exist") }
        out.append(.submit(deal.id, .commit(deal.executionID), .commit(commit)))
    }

    mutating func refused(_ deal: NodeDeal, _ reason: String) {
        var deal = deal
        deal.phase = .ended
        let report = ExecutionReport(
            executionID: deal.executionID,
            ending: .failed,
            message: "the ledger refused the result: \(reason)"
        )
        deal.report = report
        // When the deal has ended meanwhile, nothing will end this place later.
        if executions[deal.id] == nil { deals.remove(deal.executionID) } else { deals[deal.executionID] = deal }
        if openings.remove(deal.id) != nil { out.append(.forget(deal.terms.deal)) }
        out.append(.report([report], deal.incarnation))
    }

    mutating func answer(
        _ id: DealID,
        _ purpose: NodeDealAction.Purpose,
        _ result: Result<LedgerAnswer, CoreError>,
        now: Timestamp
    ) {
        guard case .commit(let execution) = purpose, var deal = deals[execution], deal.phase == .committing else {
            return
        }
        guard case .success(let answer) = result else {
            timers.add(.commitAgain(execution), at: now + configuration.retryAfter)
            return
        }
        // The log told of the deal's end before: whether the result counts, the client knows.
        guard executions[id] == execution else {
            deals.remove(execution)
            if let report = deal.report { out.append(.report([report], deal.incarnation)) }
            return
        }
        if let refusal = answer.error {
            // The commitment of a former life may be there already; the ledger tells.
            if refusal.code == .notYours || refusal.code == .unknownDeal {
                deals[execution]?.isDoubted = true
                return ask(id, now: now)
            }
            return refused(deal, refusal.message)
        }
        deal.phase = .committed
        deals[execution] = deal
        if let report = deal.report { out.append(.report([report], deal.incarnation)) }
    }
}
