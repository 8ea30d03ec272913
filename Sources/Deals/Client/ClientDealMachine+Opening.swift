import ContentAddressing
import Core
import Ledger
import Scheduling
import Settlement

extension ClientDealMachine {
    // MARK: - Orders

    mutating func take(_ order: ExecutionOrder, now: Timestamp) {
        let id = order.execution.id
        if var deal = deals.remove(id) {
            deal.order = order
            takeAgain(deal)
            deals[id] = deal
            return
        }
        // An order that was sent again before its end was heard of must not be paid for twice.
        guard !judges(id) else { return repeatOutcome(of: order) }
        // Without them the order comes again later: the node registers, or the queue gets shorter.
        guard deals.count < configuration.dealsMax, let known = nodes[order.execution.nodeID],
            let trust = order.job.spec.trust
        else { return }
        guard let terms = known.info.deals, terms.ledger == configuration.ledger else {
            return refuse(order, known.incarnation, "the node takes no paid work on this ledger")
        }
        do throws(CoreError) {
            var deal = ClientDeal(record: try record(order, trust, terms, now: now), order: order)
            deal.incarnation = known.incarnation
            try open(&deal, order, now: now)
            deals[id] = deal
        } catch {
            refuse(order, known.incarnation, error.message, isPermanent: error.code == .validation)
        }
    }

    private mutating func record(
        _ order: ExecutionOrder,
        _ trust: TrustSpec,
        _ terms: NodeDeals,
        now: Timestamp
    ) throws(CoreError) -> DealRecord {
        let quote = try DealQuote(
            order.job.spec,
            prices: terms.prices,
            checkers: checkers(of: order),
            params: params
        )
        var record = DealRecord(
            execution: order.execution,
            account: terms.account,
            trust: trust,
            ledger: configuration.ledger,
            deal: .zero,
            jobKey: .zero,
            salt: .zero,
            now: now
        )
        record.cap = quote.cap
        record.price = quote.price
        record.priceMem = quote.priceMem
        record.fuelMax = quote.fuelMax
        record.runSeconds = quote.runSeconds
        let floor = UInt32(clamping: params.pMinPpm)
        record.checkPpm = trust.style.waitsForVerdict ? UInt32(Units.ppm) : max(floor, trust.checkPpm ?? floor)
        return record
    }

    /// Names the job of a deal; another attempt has another salt, and so another job key.
    private mutating func open(
        _ deal: inout ClientDeal,
        _ order: ExecutionOrder,
        now: Timestamp
    ) throws(CoreError) {
        deal.attempts += 1
        let salt = KeyedHash.code(
            key: configuration.secret,
            SHA256Hasher.digest(of: Array("bac/salt/v1 \(order.execution.id) \(deal.attempts)".utf8))
        )
        let version = engineVersion(order)
        let work = try DealWork(
            order,
            engineVersion: version,
            salt: salt,
            fuelMax: deal.record.fuelMax
        )
        deal.record.salt = salt
        deal.record.engineVersion = version
        deal.record.jobKey = work.key.digest
        if deal.record.isWhole {
            deal.questions = 0
            ask(&deal, order, now: now)
        } else {
            number(&deal)
        }
    }

    /// Gives the deal its number, and so its name, and has it written down.
    mutating func number(_ deal: inout ClientDeal) {
        deal.nonce = nextDealNonce
        nextDealNonce += 1
        executions.remove(deal.record.deal)
        let job = JobKey(deal.record.jobKey)
        deal.record.deal = ProtocolHash.deal(client: configuration.account, nonce: deal.nonce, job: job).digest
        executions[deal.record.deal] = deal.record.executionID
        deal.phase = .saving
        out.append(.save(deal.record, isAwaited: true))
    }

    private func engineVersion(_ order: ExecutionOrder) -> String {
        let kind = order.job.spec.task.engine.type
        let engines = nodes[order.execution.nodeID]?.info.engines ?? []
        return engines.first { $0.kind.equalsIgnoringCase(kind) }?.version ?? ""
    }

    /// The scheduler sends an order again that it has not seen confirmed.
    private mutating func takeAgain(_ deal: ClientDeal) {
        if let outcome = deal.outcome {
            return out.append(.report(deal.record.nodeID, .finished(deal.incarnation, [outcome])))
        }
        guard !deal.awaitsHistory else { return }
        switch deal.phase {
        case .quoting, .saving, .opening, .waiting, .cancelling: break
        case .running, .committed, .deciding, .checking:
            if deal.report != nil { tellVerifying(deal) } else { send(deal) }
        }
    }

    private mutating func refuse(
        _ order: ExecutionOrder,
        _ incarnation: Incarnation,
        _ reason: String,
        isPermanent: Bool = false
    ) {
        var report = ExecutionReport(
            executionID: order.execution.id,
            ending: isPermanent ? .failed : .rejected,
            message: reason
        )
        report.isPermanent = isPermanent
        remember(report)
        out.append(.report(order.execution.nodeID, .finished(incarnation, [report])))
    }

    // MARK: - Posting

    mutating func saved(_ id: ExecutionID, _ error: CoreError?, now: Timestamp) {
        if ended.contains(id) { return written(id, error, now: now) }
        guard var deal = deals[id], deal.phase == .saving else { return }
        if let error { return giveUp(deal, "the deal could not be written down: \(error.message)", now: now) }
        guard !deal.isStopped else { return giveUp(deal, "stopped before it was ordered", now: now) }
        let offer = deal.record.isWhole ? deal.offer : nodes[deal.record.nodeID]?.info.deals?.offer ?? []
        guard let assign = try? NodeOffer.take(offer, for: deal.id) else {
            return giveUp(deal, "the node's offer cannot be read", now: now)
        }
        deal.phase = .opening
        deals[id] = deal
        out.append(.submit(id, .open, [.post(post(deal)), .assign(assign)]))
    }

    private func post(_ deal: ClientDeal) -> Message.Post {
        let (record, job) = (deal.record, JobKey(deal.record.jobKey))
        let client = client(of: record)
        if record.isWhole {
            return client.post(nonce: deal.nonce, job: job, cap: record.cap, maxFuel: 0, tExec: record.runSeconds)
        }
        return client.postMetered(
            nonce: deal.nonce,
            job: job,
            cap: record.cap,
            price: record.price,
            priceMem: record.priceMem,
            maxFuel: record.fuelMax,
            tExec: record.runSeconds
        )
    }

    mutating func opened(_ deal: ClientDeal, _ answers: [LedgerAnswer], now: Timestamp) {
        var deal = deal
        guard deal.phase == .opening else { return }
        deals[deal.record.executionID] = deal
        if let refusal = answers.first?.error { return postRefused(deal, refusal, now: now) }
        if let refusal = answers.last?.error {
            // Posted, but the node's offer or stake does not do: the money comes back, and another node is looked for.
            return cancel(deal, "the ledger refuses the node's offer: \(refusal.message)")
        }
        deal.phase = .running
        deals[deal.record.executionID] = deal
        send(deal)
        if deal.isStopped { out.append(.tell(deal.record.nodeID, .stop(deal.record.executionID, reason: "stopped"))) }
    }

    /// Takes the money of a deal back that no node has.
    mutating func cancel(_ deal: ClientDeal, _ reason: String) {
        var deal = deal
        deal.phase = .cancelling
        tell(&deal, deal.isStopped ? .cancelled : .rejected, reason)
        deals[deal.record.executionID] = deal
        out.append(.submit(deal.record.executionID, .cancel, [.cancel(deal.id)]))
    }

    private mutating func postRefused(_ deal: ClientDeal, _ refusal: SettlementError, now: Timestamp) {
        var deal = deal
        let id = deal.record.executionID
        switch refusal.code {
        case .balance, .unknownAccount:
            deal.phase = .waiting
            wake(id, at: now + configuration.moneyRetry)
            out.append(
                .report(
                    deal.record.nodeID,
                    .progress(deal.incarnation, id, .preparing, detail: "waits for money: " + refusal.message)
                )
            )
        case .nonce:
            // Somebody else posts for the account too; what the ledger says of its nonces tells whether that was all.
            deal.phase = .waiting
            deal.termsAtRefusal = termsCount
            wake(id, at: now + configuration.earlyRetry)
            out.append(.refreshTerms)
        case .burnt, .limit:
            deal.refusals += 1
            guard deal.refusals < configuration.refusalsMax else {
                return giveUp(deal, "the ledger refuses the deal: \(refusal.message)", now: now)
            }
            deal.phase = .waiting
            wake(id, at: now + configuration.earlyRetry)
            out.append(.refreshTerms)
        default:
            // The same on any node: too few nodes with enough stake, a price below the floor.
            return giveUp(deal, "the ledger refuses the deal: \(refusal.message)", isPermanent: true, now: now)
        }
        deals[id] = deal
    }

    /// Tries again to open a deal.
    mutating func reopen(_ deal: ClientDeal, now: Timestamp) {
        var deal = deal
        guard !deal.isStopped, let order = deal.order else { return giveUp(deal, "stopped", now: now) }
        if let heard = deal.termsAtRefusal {
            guard termsCount > heard else {
                // The ledger has not said yet which nonce would do.
                out.append(.refreshTerms)
                return wake(deal.record.executionID, at: now + configuration.moneyRetry)
            }
            deal.termsAtRefusal = nil
            // A nonce that was used meanwhile costs nothing: each time the ledger has taken another post.
            if ledgerDealNonce <= deal.nonce { deal.strangeRefusals += 1 }
            guard deal.strangeRefusals < configuration.strangeRefusalsMax else {
                return giveUp(deal, "the ledger refuses the deal's nonce, and names no other", now: now)
            }
        }
        do throws(CoreError) {
            try open(&deal, order, now: now)
            deals[deal.record.executionID] = deal
        } catch {
            giveUp(deal, error.message, isPermanent: true, now: now)
        }
    }

    /// Ends a deal that the ledger never had.
    mutating func giveUp(_ deal: ClientDeal, _ reason: String, isPermanent: Bool = false, now: Timestamp) {
        var deal = deal
        tell(&deal, deal.isStopped ? .cancelled : isPermanent ? .failed : .rejected, reason, isPermanent: isPermanent)
        deal.record.isOpen = false
        deal.record.trust = .void
        deal.record.message = reason
        deal.record.modifiedAt = now
        remember(deal)
        forget(deal)
    }

    // MARK: - Sending

    /// Sends the order to the node, with the deal.
    mutating func send(_ deal: ClientDeal) {
        guard let order = deal.order else { return }
        out.append(.tell(deal.record.nodeID, .run([sealed(order, terms(of: deal.record, slot: 0))])))
    }

    /// The order as a node may see it: how likely a check is stays between the client and its commitment on the ledger.
    func sealed(_ order: ExecutionOrder, _ terms: DealTerms) -> ExecutionOrder {
        var order = order
        order.job.spec.trust = nil
        order.deal = terms
        return order
    }

    func terms(of record: DealRecord, slot: Int) -> DealTerms {
        DealTerms(
            ledger: configuration.ledger,
            deal: record.deal,
            slot: slot,
            salt: record.salt,
            fuelMax: record.fuelMax
        )
    }

    mutating func stop(_ id: ExecutionID, reason: String, now: Timestamp) {
        guard var deal = deals[id] else { return }
        deal.isStopped = true
        deals[id] = deal
        switch deal.phase {
        case .quoting: giveUp(deal, reason, now: now)
        case .saving, .opening, .waiting, .cancelling: break
        case .running: out.append(.tell(deal.record.nodeID, .stop(id, reason: reason)))
        case .committed, .deciding, .checking:
            // The work is done and will be paid; nobody waits for the result any more.
            guard deal.outcome == nil else { return }
            tell(&deal, .cancelled, reason)
            deals[id] = deal
        }
    }

    mutating func forget(_ deal: ClientDeal) {
        deals.remove(deal.record.executionID)
        wakes.remove(deal.record.executionID)
        executions.remove(deal.record.deal)
    }

    // MARK: - Telling the orchestrator

    /// Tells how the execution ended, once and for all.
    mutating func tell(
        _ deal: inout ClientDeal,
        _ ending: ExecutionReport.Ending,
        _ message: String,
        isPermanent: Bool = false
    ) {
        var report = ExecutionReport(executionID: deal.record.executionID, ending: ending, message: message)
        report.isPermanent = isPermanent
        tell(&deal, report)
    }

    mutating func tell(_ deal: inout ClientDeal, _ report: ExecutionReport) {
        guard deal.outcome == nil else { return }
        deal.outcome = report
        out.append(.report(deal.record.nodeID, .finished(deal.incarnation, [report])))
    }

    mutating func tellVerifying(_ deal: ClientDeal) {
        let detail = deal.checks.isEmpty ? "waits for the check" : "checked by \(deal.checks.count) other nodes"
        out.append(
            .report(
                deal.record.nodeID,
                .progress(deal.incarnation, deal.record.executionID, .verifying, detail: detail)
            )
        )
    }
}
