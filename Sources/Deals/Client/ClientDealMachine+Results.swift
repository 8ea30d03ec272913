import ContentAddressing
import Core
import Ledger
import Settlement

extension ClientDealMachine {
    // MARK: - Reports

    mutating func take(_ report: ExecutionReport, from node: NodeID, _ incarnation: Incarnation, now: Timestamp) {
        let id = report.executionID
        guard var deal = deals[id] else { return takeLate(report, from: node, incarnation, now: now) }
        guard deal.record.nodeID == node else { return }
        deal.incarnation = incarnation
        if let outcome = deal.outcome {
            out.append(.report(node, .finished(incarnation, [outcome])))
            deals[id] = deal
            return
        }
        guard isPayable(report) else {
            // Nothing to pay for: the node declines, or loses a part of its stake when its time is over.
            tell(&deal, report)
            deals[id] = deal
            return
        }
        // The first result stands: what is compared must be what is told.
        guard deal.record.result == nil || deal.record.isResult(of: report) else { return }
        deal.report = report
        deal.record.take(report)
        compare(&deal)
        deliver(&deal, now: now)
        deals[id] = deal
    }

    /// A run that came to an end of its own, good or bad, with a result that any node gets.
    func isPayable(_ report: ExecutionReport) -> Bool {
        report.result != nil && report.isRepeatable
    }

    mutating func giveBack(_ id: ExecutionID, from node: NodeID, _ incarnation: Incarnation, now: Timestamp) {
        guard var deal = deals[id], deal.record.nodeID == node else { return }
        // The node declines the deal; the scheduler may send the work elsewhere at once.
        deal.incarnation = incarnation
        if deal.outcome == nil {
            deal.outcome = ExecutionReport(executionID: id, ending: .rejected, message: "the node gave it back")
            out.append(.report(node, .returned(incarnation, [id])))
        }
        deals[id] = deal
    }

    // MARK: - Comparing

    /// Compares what the node has sealed with what it reported, once both are here.
    private func compare(_ deal: inout ClientDeal) {
        guard deal.isInOrder == nil, let commit = deal.commit, deal.record.result != nil else { return }
        deal.isInOrder = isInOrder(deal.record, commit)
    }

    /// Whether the result in a record is what the primary has sealed, at the right price.
    func isInOrder(_ record: DealRecord, _ commit: Message.Commit) -> Bool {
        guard let root = record.result?.multihash.sha256Digest else { return false }
        let place = SlotPlace(deal: DealID(record.deal), slot: 0, node: AccountID(record.account))
        guard let sealed = client(of: record).read(commit, at: place) else { return false }
        let result = WorkResult(
            exit: UInt32(truncatingIfNeeded: record.exitCode),
            outputRoot: root,
            fuel: record.fuel,
            pageFuel: record.pageFuel
        )
        guard sealed.digest == result.digest(job: JobKey(record.jobKey)), sealed.fuel == result.fuel,
            sealed.pages == result.pageFuel
        else { return false }
        return commit.charge == cost(of: record, fuel: sealed.fuel, pages: sealed.pages)
    }

    private func cost(of record: DealRecord, fuel: UInt64, pages: UInt64) -> Int64? {
        if record.isWhole { return record.price }
        guard let run = Units.priced(fuel, at: record.price), let memory = Units.priced(pages, at: record.priceMem)
        else { return nil }
        return Units.sum(run, memory)
    }

    /// Tells the orchestrator of a result as soon as it counts.
    private mutating func deliver(_ deal: inout ClientDeal, now: Timestamp) {
        guard let report = deal.report, deal.outcome == nil else { return }
        guard deal.isInOrder != nil else { return }
        guard !deal.isHeld || deal.record.trust == .verified else { return tellVerifying(deal) }
        tell(&deal, report)
        save(&deal, now: now)
    }

    mutating func save(_ deal: inout ClientDeal, now: Timestamp) {
        deal.record.modifiedAt = now
        out.append(.save(deal.record, isAwaited: false))
    }

    // MARK: - Deciding

    func committed(_ commit: Message.Commit, at time: Int64, to deal: inout ClientDeal) {
        deal.commit = commit
        deal.record.charge = commit.charge
        deal.record.commitment = commit.commitment
        deal.record.coinRound = params.round(at: time) + UInt64(clamping: params.beaconDelay)
        deal.phase = .committed
        deal.record.trust = .provisional
    }

    /// What follows from the primary's commitment.
    mutating func primaryCommitted(_ deal: inout ClientDeal, _ commit: Message.Commit, at time: Int64, now: Timestamp) {
        guard deal.commit == nil else { return }
        committed(commit, at: time, to: &deal)
        compare(&deal)
        deliver(&deal, now: now)
        let seconds = Int64(clamping: deal.record.coinRound).multipliedReportingOverflow(by: params.beaconPeriod)
        deal.reportDue = Timestamp(nanoseconds: 0) + .seconds(time) + .seconds(params.tDecide / 2)
        let opens = Timestamp(nanoseconds: 0) + .seconds(seconds.overflow ? .max : seconds.partialValue)
        wake(deal.record.executionID, at: max(now, opens))
    }

    mutating func wake(_ id: ExecutionID, now: Timestamp) {
        guard var deal = deals[id] else { return }
        switch deal.phase {
        case .waiting: reopen(deal, now: now)
        case .quoting: askAgain(deal, now: now)
        case .committed:
            // A node that is paid before it reports could then report anything.
            let isUnreported = deal.isInOrder == nil && deal.outcome == nil
            if isUnreported, now < deal.reportDue {
                return wake(id, at: min(deal.reportDue, now + configuration.checkRetry))
            }
            let client = client(of: deal.record)
            let isSuspect = caught.contains(deal.record.nodeID) && deal.record.repair == .rerun
            let verify = deal.record.style.waitsForVerdict || deal.isInOrder == false || isUnreported || isSuspect
            deal.phase = .deciding
            deals[id] = deal
            let decide = Message.Decide(
                deal: deal.id,
                k: client.coinSecret(deal.id),
                pPpm: deal.record.checkPpm,
                verify: verify,
                multBps: params.multMinBps
            )
            out.append(.submit(id, .decide, [.decide(decide)]))
        case .checking: remind(deal, now: now)
        case .saving, .opening, .running, .deciding, .cancelling: break
        }
    }

    mutating func answer(
        _ id: ExecutionID,
        _ purpose: ClientDealAction.Purpose,
        _ result: Result<[LedgerAnswer], CoreError>,
        now: Timestamp
    ) {
        // A failure means that the process ends; the log says after a restart what took effect.
        guard var deal = deals[id], case .success(let answers) = result else { return }
        switch purpose {
        case .open: opened(deal, answers, now: now)
        case .cancel: break
        case .decide:
            guard let refusal = answers.first?.error, deal.phase == .deciding else { return }
            // The coin's value is not there yet, or time went on differently: what else it is, the log tells.
            deal.phase = .committed
            deals[id] = deal
            let isEarly = refusal.code == .early || refusal.code == .beacon
            wake(id, at: now + (isEarly ? configuration.earlyRetry : configuration.checkRetry))
        case .verdict:
            deals[id]?.isJudging = false
            guard answers.first?.error != nil else { return }
            wake(id, at: now + configuration.checkRetry)
        }
    }

    // MARK: - Checking

    /// Sends the order again to those who have not committed, and looks whether a verdict is due.
    private mutating func remind(_ deal: ClientDeal, now: Timestamp) {
        out.append(.inspect(deal.record.executionID, deal.id))
        sendChecks(deal)
        wake(deal.record.executionID, at: now + configuration.checkRetry)
    }

    /// Orders the run again from the nodes that were drawn.
    mutating func sendChecks(_ deal: ClientDeal) {
        let missing = deal.checks.filter { !$0.hasCommitted && !$0.isOut }
        guard !missing.isEmpty else { return }
        guard let order = deal.order else { return out.append(.loadOrder(deal.record)) }
        for check in missing {
            guard let node = accounts[check.account.digest] else { continue }
            var copy = sealed(order, terms(of: deal.record, slot: check.slot))
            copy.execution.id = check.executionID
            copy.execution.nodeID = node
            out.append(.tell(node, .run([copy])))
        }
    }

    mutating func loaded(_ id: ExecutionID, _ order: ExecutionOrder, now: Timestamp) {
        guard var deal = deals[id], deal.order == nil else { return }
        deal.order = order
        deals[id] = deal
        sendChecks(deal)
    }

    /// All have committed: says what an honest client says.
    mutating func inspect(_ id: ExecutionID, _ statement: DealStatement?, now: Timestamp) {
        guard let deal = deals[id], !deal.isJudging, let statement, statement.deal.state == .verdict else { return }
        let record = deal.record
        var verdict = client(of: record).verdict(statement.deal, nodes: statement.nodes, params: statement.params)
        let live = statement.deal.liveCount
        let next = Params.replicas(after: live)
        if verdict != .escalate, live < record.replicas, next <= statement.params.nMax, !statement.deal.isExhausted {
            verdict = .escalate
        }
        deals[id]?.isJudging = true
        out.append(.submit(id, .verdict, [.verdict(deal.id, verdict)]))
    }
}
