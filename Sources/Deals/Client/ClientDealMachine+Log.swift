import ContentAddressing
import Core
import Ledger
import Settlement

extension ClientDealMachine {
    /// Learns from an entry of the ledger's log what became of the client's deals; an entry may come twice.
    mutating func read(_ entry: LoggedEntry, only wanted: ExecutionID? = nil, now: Timestamp) {
        var known: [ExecutionID] = []
        for event in entry.effects.events {
            if event.kind == .paramsChanged, wanted == nil { out.append(.refreshTerms) }
            guard let name = event.deal?.digest, let id = executions[name], wanted ?? id == id, !known.contains(id),
                let deal = deals[id], deal.lastSequence < entry.sequence
            else { continue }
            guard !deal.awaitsHistory else {
                if deal.early.last?.sequence != entry.sequence { deals[id]?.early.append(entry) }
                continue
            }
            known.append(id)
            deals[id]?.lastSequence = entry.sequence
        }
        guard !known.isEmpty else { return }
        for event in entry.effects.events {
            guard let name = event.deal?.digest, let id = executions[name], known.contains(id),
                let kind = Event.Kind(rawValue: event.kind.code), let deal = deals.remove(id)
            else { continue }
            var changed = deal
            // Closing forgets the deal.
            if read(kind, event, entry, &changed, now: now) { deals[id] = changed }
        }
    }

    /// Learns all that the log says about a deal from before a restart.
    mutating func readHistory(_ id: ExecutionID, _ entries: [LoggedEntry], now: Timestamp) {
        guard let restored = deals[id], restored.awaitsHistory else { return }
        deals[id]?.awaitsHistory = false
        deals[id]?.early = []
        for entry in entries + restored.early { read(entry, only: id, now: now) }
        guard let deal = deals[id] else { return }
        guard deal.lastSequence > 0 else { return giveUp(deal, "the deal was not posted before a restart", now: now) }
        guard deal.phase == .running else { return }
        guard deal.isAssigned else { return cancel(deal, "the deal was not assigned before a restart") }
        if deal.outcome == nil { send(deal) }
        if deal.isStopped { out.append(.tell(deal.record.nodeID, .stop(id, reason: "stopped"))) }
    }

    /// False when the deal has ended.
    private mutating func read(
        _ kind: Event.Kind,
        _ event: LedgerEvent,
        _ entry: LoggedEntry,
        _ deal: inout ClientDeal,
        now: Timestamp
    ) -> Bool {
        switch kind {
        case .posted: deal.spent += params.postFee
        case .assigned: deal.isAssigned = true
        case .paid, .clientFined: deal.spent += event.amount
        case .restitution: deal.spent -= event.amount
        case .committed: committed(event, entry, &deal, now: now)
        case .declined: declined(event, &deal)
        case .decidedToVerify: verified(&deal, now: now)
        case .drawn: drawn(event, &deal, now: now)
        case .noShow: leave(event.slot, &deal)
        case .slashed:
            if let account = event.account { deal.slashed.append((Int(event.slot), account)) }
        case .leakReported: leave(event.slot, &deal)
        case .closed:
            close(&deal, Outcome(rawValue: UInt8(clamping: event.amount)), now: now)
            return false
        default: break
        }
        return true
    }

    // MARK: - On the way

    private mutating func committed(
        _ event: LedgerEvent,
        _ entry: LoggedEntry,
        _ deal: inout ClientDeal,
        now: Timestamp
    ) {
        if event.slot == 0 {
            guard case .deal(.commit(let commit)) = entry.message else { return }
            return primaryCommitted(&deal, commit, at: entry.time, now: now)
        }
        for index in deal.checks.indices where deal.checks[index].slot == Int(event.slot) {
            deal.checks[index].hasCommitted = true
        }
        if deal.checks.allSatisfy({ $0.hasCommitted || $0.isOut }) {
            out.append(.inspect(deal.record.executionID, deal.id))
        }
    }

    private mutating func declined(_ event: LedgerEvent, _ deal: inout ClientDeal) {
        guard event.slot == 0 else { return leave(event.slot, &deal) }
        deal.phase = .cancelling
        tell(&deal, deal.isStopped ? .cancelled : .rejected, "the node declined the deal")
        out.append(.submit(deal.record.executionID, .cancel, [.cancel(deal.id)]))
    }

    private mutating func verified(_ deal: inout ClientDeal, now: Timestamp) {
        deal.phase = .checking
        deal.record.trust = .checking
        save(&deal, now: now)
        wake(deal.record.executionID, at: now + configuration.checkRetry)
    }

    private mutating func drawn(_ event: LedgerEvent, _ deal: inout ClientDeal, now: Timestamp) {
        guard let account = event.account, !deal.checks.contains(where: { $0.slot == Int(event.slot) }) else { return }
        deal.phase = .checking
        let id = Self.checkID(deal.record.executionID, slot: Int(event.slot))
        deal.checks.append(ClientDeal.Check(slot: Int(event.slot), account: account, executionID: id))
        deal.record.checks = deal.checks.count
        sendChecks(deal)
        if deal.outcome == nil, deal.report != nil { tellVerifying(deal) }
    }

    private func leave(_ slot: Int64, _ deal: inout ClientDeal) {
        for index in deal.checks.indices where deal.checks[index].slot == Int(slot) { deal.checks[index].isOut = true }
    }

    // MARK: - The end

    private mutating func close(_ deal: inout ClientDeal, _ outcome: Outcome?, now: Timestamp) {
        let wasPrimarySlashed = deal.slashed.contains { $0.slot == 0 }
        deal.record.isOpen = false
        deal.record.outcome = outcome?.name ?? "UNKNOWN"
        deal.record.cost = deal.spent
        deal.record.trust =
            switch outcome {
            case .paid, .paidLate: .unchecked
            case .verifiedPaid, .verifiedPaidLate, .forcedPaid: .verified
            case .settledSlash: wasPrimarySlashed ? .refuted : .verified
            case .failedRefund, .unverifiable: .unresolved
            case .expired, .cancelled, .aborted, nil: .void
            }
        if deal.record.trust == .verified, deal.isInOrder == false {
            // What was sealed is right, but not what was reported.
            deal.record.trust = .refuted
            deal.record.message = Self.otherResult
        }
        settle(&deal, outcome)
        if outcome == .settledSlash { excludeLiars(deal) }
        deal.record.modifiedAt = now
        remember(deal)
        forget(deal)
    }

    /// Tells the orchestrator what it has not heard yet.
    private mutating func settle(_ deal: inout ClientDeal, _ outcome: Outcome?) {
        switch deal.record.trust {
        case .verified:
            // Without a report (after a restart) the node's own repetition passes.
            if let report = deal.report { tell(&deal, report) }
        case .refuted:
            if deal.record.message != Self.otherResult {
                deal.record.message = "a majority of \(deal.record.checks) other runs came to another result"
            }
            tell(&deal, .failed, "refuted: " + deal.record.message)
        case .unresolved:
            deal.record.message = "no majority of \(1 + deal.record.checks) runs came to the same result"
            tell(&deal, .failed, "unverified: " + deal.record.message)
        case .unchecked:
            // Only a held result is not told by now: the client was too late to have it checked.
            if deal.isHeld { tell(&deal, .failed, Self.tooLate) }
        case .void:
            if outcome == .aborted { deal.record.message = "the node did not deliver in time" }
            tell(&deal, deal.isStopped ? .cancelled : .rejected, "the deal ended as \(deal.record.outcome)")
        case .pending, .provisional, .checking: break
        }
    }

    private mutating func excludeLiars(_ deal: ClientDeal) {
        for slash in deal.slashed {
            // A verifier that did not show up, or gave its result away, lost stake too; it has not lied.
            guard !deal.checks.contains(where: { $0.slot == slash.slot && $0.isOut }) else { continue }
            guard let node = accounts[slash.account.digest] else { continue }
            caught[node] = true
            checkers.removeAll()
            let role = slash.slot == 0 ? "its result" : "the result of its check"
            out.append(
                .exclude(
                    node,
                    reason: "\(role) in deal \(deal.id.digest.hex.prefix(12)) was refuted by a majority",
                    caughtBy: deal.record
                )
            )
        }
    }
}
